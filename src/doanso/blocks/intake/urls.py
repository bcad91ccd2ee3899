from django.urls import path

from doanso.blocks.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.index, name="index"),
    path("gui/<str:name>/", views.send, name="send"),
    path("gui/<str:name>/mau.xlsx", views.blank, name="blank"),
    path("cach-doc/", views.mappings, name="mappings"),
    path("cach-doc/<int:pk>/", views.mapping, name="mapping"),
    path("cach-doc/<int:pk>/xoa/", views.remove_mapping, name="remove_mapping"),
    path("<int:pk>/", views.batch, name="batch"),
    path("<int:pk>/ghep-cot/", views.columns, name="columns"),
    path("<int:pk>/nghia-cua-tu/", views.words, name="words"),
    path("<int:pk>/xac-nhan/", views.confirm, name="confirm"),
    path("<int:pk>/bo/", views.cancel, name="cancel"),
    path("<int:pk>/cac-dong.xlsx", views.download, name="download"),
    path("<int:pk>/tep/", views.original, name="original"),
]
