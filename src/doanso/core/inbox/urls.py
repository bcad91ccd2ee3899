from django.urls import path

from doanso.core.inbox import views

app_name = "inbox"
urlpatterns = [
    path("", views.index, name="index"),
    path("danh-sach.xlsx", views.export, name="export"),
    path("<int:pk>/nhan/", views.claim, name="claim"),
    path("<int:pk>/tra-lai/", views.release, name="release"),
]
