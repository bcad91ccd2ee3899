from django.urls import path

from doanso.blocks.papers import views

app_name = "papers"
urlpatterns = [
    path("", views.index, name="index"),
    path("mau/<slug:kind>/", views.upload, name="upload"),
    path("mau/<slug:kind>/tai-ve.docx", views.download, name="download"),
    path("mau/<slug:kind>/thu.docx", views.sample, name="sample"),
    path("mau/<slug:kind>/xoa/", views.remove, name="remove"),
    path("so/<slug:kind>/", views.number, name="number"),
]
