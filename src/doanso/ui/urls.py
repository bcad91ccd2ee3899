from django.urls import path

from doanso.ui import views

app_name = "ui"

urlpatterns = [
    path("giao-dien/", views.styleguide, name="styleguide"),
    path("giao-dien/sang-toi/", views.theme, name="theme"),
    path("giao-dien/ngon-ngu/", views.content_language, name="content_language"),
]
