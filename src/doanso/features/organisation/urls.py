from django.urls import path, re_path

from doanso.features.organisation import views

app_name = "organisation"
UNIT = r"^don-vi/(?P<code>[\w.\-]{1,30})/"
urlpatterns = [
    path("to-chuc/", views.index, name="index"),
    path("to-chuc/<int:pk>/", views.change, name="change"),
    path("to-chuc/<int:pk>/huy/", views.cancel, name="cancel"),
    re_path(UNIT + "sap-nhap/$", views.merge, {"kind": "merge"}, name="merge"),
    re_path(UNIT + "hop-nhat/$", views.propose, {"kind": "merge"}, name="unite"),
    re_path(UNIT + "giai-the/$", views.merge, {"kind": "dissolve"}, name="dissolve"),
    re_path(UNIT + "chia-tach/$", views.propose, {"kind": "split"}, name="split"),
    re_path(UNIT + "nang-cap/$", views.propose, {"kind": "upgrade"}, name="upgrade"),
    re_path(UNIT + "doi-ten/$", views.propose, {"kind": "rename"}, name="rename"),
    re_path(UNIT + "chuyen-cap-tren/$", views.propose, {"kind": "move"}, name="move"),
]
