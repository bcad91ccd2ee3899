from django.urls import path

from doanso.features.staff.views import entering, figures, people

app_name = "staff"
urlpatterns = [
    path("", figures.index, name="index"),
    path("co-cau/", figures.breakdown, name="breakdown"),
    path("co-cau/bang.xlsx", figures.breakdown_sheet, name="breakdown_sheet"),
    path("xu-huong/", figures.trend, name="trend"),
    path("xu-huong/bang.xlsx", figures.trend_sheet, name="trend_sheet"),
    path("chi-tieu/", figures.quota, name="quotas"),
    path("chi-tieu/bang.xlsx", figures.quota_sheet, name="quota_sheet"),
    path("chi-tieu/<str:code>/", entering.quota, name="quota"),
    path("danh-sach/", people.index, name="people"),
    path("danh-sach/bang.xlsx", people.sheet, name="people_sheet"),
    path("cua-toi/", people.own, name="own"),
    path("nguoi/moi/", entering.recruit, name="recruit"),
    path("nguoi/<int:pk>/", people.record, name="record"),
    path("nguoi/<int:pk>/ghi/<str:what>/", entering.record, name="enter"),
    path("nguoi/<int:pk>/gop/", entering.join, name="join"),
    path("muc/<int:pk>/sua/", entering.correct, name="correct"),
    path("muc/<int:pk>/huy/", entering.undo, name="undo"),
]
