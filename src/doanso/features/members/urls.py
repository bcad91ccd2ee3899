from django.urls import path

from doanso.features.members import merging_views, views

app_name = "members"
urlpatterns = [
    path("", views.index, name="index"),
    path("danh-sach.xlsx", views.export, name="export"),
    path("toi/", views.own, name="own"),
    path("trung/", merging_views.index, name="duplicates"),
    path("trung/da-gop/", merging_views.merges, name="merges"),
    path("trung/da-gop/<int:pk>/", merging_views.merged, name="merged"),
    path("trung/da-gop/<int:pk>/hoan-tac/", merging_views.undo, name="unmerge"),
    path("trung/khac-nguoi/", merging_views.apart, name="apart"),
    path("trung/khac-nguoi/<int:pk>/xet-lai/", merging_views.doubt, name="doubt"),
    path("trung/<int:first>-<int:second>/", merging_views.pair, name="pair"),
    path("trung/<int:first>-<int:second>/xem-truoc/", merging_views.preview, name="preview"),
    path("trung/<int:first>-<int:second>/gop/", merging_views.join, name="join"),
    path("trung/<int:first>-<int:second>/khac-nguoi/", merging_views.tell_apart, name="tell_apart"),
    path("<int:pk>/", views.member, name="member"),
    path("<int:pk>/ghi-nhan/", views.note, name="note"),
    path("<int:pk>/so-doan-vien.pdf", views.book, name="book"),
]
