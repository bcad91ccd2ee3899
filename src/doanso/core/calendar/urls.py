from django.urls import path

from doanso.core.calendar import views

app_name = "calendar"
urlpatterns = [
    path("", views.index, name="index"),
    path("tinh-han/", views.calculator, name="calculator"),
    path("ngay/", views.day, name="day"),
    path("ngay/xoa/", views.remove_day, name="remove_day"),
    path("gio/", views.hours, name="hours"),
    path("gio/xoa/", views.remove_hours, name="remove_hours"),
    path("nhap/", views.take_over, name="take_over"),
]
