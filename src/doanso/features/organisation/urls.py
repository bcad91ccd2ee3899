from django.urls import path, re_path

from doanso.features.organisation import views

app_name = "organisation"
urlpatterns = [
    path("to-chuc/", views.index, name="index"),
    path("to-chuc/<int:pk>/", views.change, name="change"),
    path("to-chuc/<int:pk>/huy/", views.cancel, name="cancel"),
    re_path(r"^don-vi/(?P<code>[\w.\-]{1,30})/sap-nhap/$", views.merge, name="merge"),
]
