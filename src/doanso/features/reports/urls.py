from django.urls import path

from doanso.features.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("06/", views.own, name="own"),
    path("06/bang.xlsx", views.own_sheet, name="own_sheet"),
    path("07/", views.summed, name="summed"),
    path("07/bang.xlsx", views.summed_sheet, name="summed_sheet"),
]
