from django.urls import path

from doanso.features.portal import views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("tro-nang/", views.accessibility, name="accessibility"),
    path("rieng-tu/", views.privacy, name="privacy"),
]
