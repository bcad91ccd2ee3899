"""The addresses. Each app brings its own; here only where they hang."""

from importlib.util import find_spec

from django.urls import include, path

from doanso.config.api import api

APPS = [
    ("", "ui"),
    ("", "core.accounts"),
    ("q/", "core.qr"),
    ("tep/", "core.files"),
    ("viec/", "core.inbox"),
    ("lich-lam-viec/", "core.calendar"),
    ("thong-bao/", "core.notify"),
    ("tim/", "core.search"),
    ("nhat-ky/", "core.audit"),
    ("don-vi/", "core.units"),
    ("du-lieu-ca-nhan/", "core.consent"),
    ("bieu-mau/", "blocks.eforms"),
    ("quy-trinh/", "blocks.workflow"),
    ("van-ban/", "blocks.papers"),
    ("", "features.procedures"),
    ("doan-vien/", "features.members"),
    ("bao-cao/", "features.reports"),
    ("", "features.portal"),
]

urlpatterns = [
    path("api/", api.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    *[path(prefix, include(f"doanso.{app}.urls")) for prefix, app in APPS if find_spec(f"doanso.{app}.urls")],
]
