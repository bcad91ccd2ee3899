from django.urls import path

from doanso.features.members.views import merging, records

app_name = "members"
urlpatterns = [
    path("", records.index, name="index"),
    path("danh-sach.xlsx", records.export, name="export"),
    path("toi/", records.own, name="own"),
    path("trung/", merging.index, name="duplicates"),
    path("trung/da-gop/", merging.merges, name="merges"),
    path("trung/da-gop/<int:pk>/", merging.merged, name="merged"),
    path("trung/da-gop/<int:pk>/hoan-tac/", merging.undo, name="unmerge"),
    path("trung/khac-nguoi/", merging.apart, name="apart"),
    path("trung/khac-nguoi/<int:pk>/xet-lai/", merging.doubt, name="doubt"),
    path("trung/<int:first>-<int:second>/", merging.pair, name="pair"),
    path("trung/<int:first>-<int:second>/xem-truoc/", merging.preview, name="preview"),
    path("trung/<int:first>-<int:second>/gop/", merging.join, name="join"),
    path("trung/<int:first>-<int:second>/khac-nguoi/", merging.tell_apart, name="tell_apart"),
    path("<int:pk>/", records.member, name="member"),
    path("<int:pk>/ghi-nhan/", records.note, name="note"),
    path("<int:pk>/so-doan-vien.pdf", records.book, name="book"),
]
