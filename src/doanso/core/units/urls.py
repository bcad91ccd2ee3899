from django.urls import path, re_path

from doanso.core.units import views

app_name = "units"
urlpatterns = [
    path("", views.index, name="index"),
    path("uy-quyen/", views.delegations, name="delegations"),
    path("uy-quyen/<int:pk>/thu-hoi/", views.revoke, name="revoke"),
    re_path(r"^(?P<code>[\w.\-]{1,30})/$", views.unit, name="unit"),
]
