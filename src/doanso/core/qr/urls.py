from django.urls import path

from doanso.core.qr import views

app_name = "qr"
urlpatterns = [
    path("", views.enter, name="enter"),
    path("quan-ly/", views.index, name="index"),
    path("quan-ly/<int:pk>/thu-hoi/", views.revoke, name="revoke"),
    path("<str:token>", views.follow, name="follow"),
    path("<str:token>/", views.follow),
]
