"""Who looks after a unit's accounts neither asks nor judges; those who do are put into their seats by them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from tests.support.org import build, person, seat

from doanso.core.accounts.models import User
from doanso.core.units import services as units
from doanso.core.units.models import Role
from doanso.core.units.queries import permissions_of
from doanso.features.contests.tests import sample

pytestmark = pytest.mark.django_db
ASKING = ["questions.write", "questions.review", "questions.keys", "contests.organise", "contests.judge"]
CLOSED = {
    "/ngan-hang-cau-hoi/": 403,
    "/ngan-hang-cau-hoi/T-NH/": 404,
    "/to-chuc-thi/": 403,
    "/to-chuc-thi/moi/": 403,
    "/to-chuc-thi/thi-thu/": 404,
    "/to-chuc-thi/thi-thu/dot-1/bang/": 404,
    "/to-chuc-thi/thi-thu/dot-1/nghi-van/": 404,
    "/to-chuc-thi/thi-thu/dot-1/bang.xlsx": 404,
    "/lop/moi/": 403,
}


def test_an_administrator_of_a_unit_sees_nothing_of_its_contests_and_still_fills_the_seats_that_do():
    org = build()
    admin, organiser = person("Vũ Quản Trị"), person("Lê Thị Ban")
    seat(admin, org.province, "quan_tri_don_vi")
    sample.frozen(sample.contest(org.province, sample.bank(org.province)).rounds.get())
    browser = Client()
    browser.force_login(User.objects.create_user("quan-tri", person=admin))
    assert {address: browser.get(address).status_code for address in CLOSED} == CLOSED

    role, now = Role.objects.get(code="pho_bi_thu"), timezone.now()
    seat(organiser, org.province, "uv_bch")
    held = units.give_role(
        person=organiser, unit=org.province, role=role, since=now.date(), until=None, title="", by=admin, now=now
    )
    assert held.role == role
    assert permissions_of(organiser, now.date()) >= {"contests.organise", "contests.judge"}


def test_an_installation_that_gave_such_rights_takes_them_back_from_administrators_alone():
    build()
    for role in Role.objects.filter(code__in=["quan_tri_don_vi", "pho_bi_thu"]):
        role.permissions = [*role.permissions, *(name for name in ASKING if name not in role.permissions)]
        role.save()
    before = set(Role.objects.get(code="quan_tri_don_vi").permissions)
    import_module("doanso.core.units.migrations.0003_least_rights").take(apps, None)
    assert set(Role.objects.get(code="quan_tri_don_vi").permissions) == before - set(ASKING)
    assert set(Role.objects.get(code="pho_bi_thu").permissions) >= set(ASKING)
