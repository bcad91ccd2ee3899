from django.urls import path

from doanso.features.members import views

app_name = "members"
urlpatterns = [
    path("", views.index, name="index"),
    path("danh-sach.xlsx", views.export, name="export"),
    path("toi/", views.own, name="own"),
    path("<int:pk>/", views.member, name="member"),
    path("<int:pk>/ghi-nhan/", views.note, name="note"),
    path("<int:pk>/so-doan-vien.pdf", views.book, name="book"),
]
