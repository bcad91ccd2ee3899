from django.urls import path

from doanso.core.consent import views

app_name = "consent"
urlpatterns = [
    path("", views.purposes, name="purposes"),
    path("cua-toi/", views.mine, name="mine"),
    path("cua-toi/<int:pk>/rut/", views.withdraw, name="withdraw"),
]
