"""The addresses. Each app brings its own; here only where they hang."""

from django.urls import include, path

from doanso.config.api import api

handler500 = "doanso.ui.views.failed"
urlpatterns = [
    path("", include("doanso.features.procedures.urls")),  # in turn: these are asked most
    path("api/", api.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("doanso.features.contests.urls")),  # in good time: of these pages come most at once
    path("", include("doanso.ui.urls")),
    path("", include("doanso.core.accounts.urls")),
    path("q/", include("doanso.core.qr.urls")),
    path("viec/", include("doanso.core.inbox.urls")),
    path("lich-lam-viec/", include("doanso.core.calendar.urls")),
    path("thong-bao/", include("doanso.core.notify.urls")),
    path("tim/", include("doanso.core.search.urls")),
    path("", include("doanso.core.units.urls")),
    path("du-lieu-ca-nhan/", include("doanso.core.consent.urls")),
    path("du-lieu-ca-nhan/", include("doanso.core.privacy.urls")),
    path("bieu-mau/", include("doanso.blocks.eforms.urls")),
    path("van-ban/", include("doanso.blocks.papers.urls")),
    path("nhap-lieu/", include("doanso.blocks.intake.urls")),
    path("ngan-hang-cau-hoi/", include("doanso.blocks.questions.urls")),
    path("doan-vien/", include("doanso.features.members.urls")),
    path("quan-tri/", include("doanso.features.organisation.urls")),
    path("tai-chinh/", include("doanso.features.money.urls")),
    path("can-bo/", include("doanso.features.cadres.urls")),
    path("bien-che/", include("doanso.features.staff.urls")),
    path("bao-cao/", include("doanso.features.reports.urls")),
    path("", include("doanso.features.portal.urls")),
]
