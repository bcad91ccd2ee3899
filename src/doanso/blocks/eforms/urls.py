from django.urls import path

from doanso.blocks.eforms import views

app_name = "eforms"
urlpatterns = [
    path("nhap/<str:token>/", views.save_draft, name="draft"),
    path("dia-ban/<str:province>.json", views.communes, name="communes"),
    path("don-vi/", views.units, name="units"),
]
