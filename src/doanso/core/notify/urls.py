from django.urls import path

from doanso.core.notify import views

app_name = "notify"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/mo/", views.open_one, name="open"),
    path("da-doc/", views.read_all, name="read_all"),
    path("tuy-chon/", views.preferences, name="preferences"),
]
