"""A quarter's dues from thirty branches up to the province: three branches, one base unit and the province by hand."""

import re
import subprocess
import sys
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from doanso.core.accounts.models import Person
from doanso.core.units import services as units
from doanso.core.units.models import Unit
from doanso.features.members.services import register
from doanso.features.money.quarters import Quarter, of
from doanso.features.money.queries import dues
from doanso.features.money.services import chart, collecting
from tests.e2e import steps
from tests.support import org as organisation
from tests.support.browser import PHONE
from tests.support.live import environment

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
BRANCHES, MEMBERS, BY_HAND = 15, 3, 3


@pytest.fixture
def country(live: Any, settings: Any) -> SimpleNamespace:
    """A province with two base units of fifteen branches, each with three members, the first of them its secretary."""
    settings.RATE_LIMITS = False
    o = organisation.build()
    o.now, o.today = timezone.now(), timezone.localdate()
    o.quarter = of(o.today).previous
    chart.seed(now=o.now)
    other = organisation.unit("T-CS2", "Đoàn phường", "DOAN_CO_SO", o.province)
    o.other_secretary = organisation.person("Cao Thị Quyên")
    organisation.seat(o.other_secretary, other, "bi_thu")
    o.bases = [(o.base, o.base_secretary), (other, o.other_secretary)]
    o.branches = [_branch(o, base, number) for base, _who in o.bases for number in range(BRANCHES)]
    register.open_register(now=o.now)
    return o


def _branch(o: SimpleNamespace, base: Unit, number: int) -> tuple[Unit, Person, Unit]:
    branch = organisation.unit(f"{base.code}-{number:02}", f"Chi đoàn {number:02}", "CHI_DOAN", base)
    people = [organisation.person(f"{name} {base.code} {number:02}") for name in ("An", "Bình", "Chi")[:MEMBERS]]
    for person in people:
        units.admit(person=person, unit=branch, since=date(2024, 1, 1), by=None, now=o.now)
    units.appoint(person=people[0], unit=branch, role="bi_thu", since=date(2024, 1, 1), by=None, now=o.now)
    collecting.set_earning(
        unit=branch, person=people[1], earns=True, since=o.quarter.first_day, by=people[0], now=o.now
    )  # fmt: skip
    return branch, people[0], base


def _open(page: Any, live: Any, person: Person, unit: Unit, quarter: Quarter) -> None:
    steps.sign_in_as(page, live.url, person)
    page.goto(f"{live.url}/tai-chinh/{unit.code}/doan-phi/?quy={quarter}")


def _collect(o: SimpleNamespace, branch: Unit, secretary: Person, base: Unit) -> None:
    """As the pages do, by services."""
    common = {"unit": branch, "quarter": o.quarter, "day": o.today, "token": "x", "by": secretary, "now": o.now}
    rows = dues.of_branch(branch, o.quarter).rows
    collecting.collect(months=[(row.person.pk, cell.month) for row in rows for cell in row.cells], **common)
    collecting.pass_up(amount=9_000, **common)


def test_dues_of_thirty_branches_arrive_in_the_province(live, country, browse, axe, shot) -> None:
    page, o = browse(PHONE, has_touch=True, is_mobile=True), country
    for branch, secretary, base in o.branches[BY_HAND:]:
        _collect(o, branch, secretary, base)
    for branch, secretary, _base in o.branches[:BY_HAND]:
        _open(page, live, secretary, branch, o.quarter)
        for box in page.get_by_label(re.compile(r"^cả ")).all():
            box.check()
        shot(page, "ticked")
        steps.press(page, re.compile("^Ghi thu"))
        assert "27.000 đ" in page.locator("#messages").inner_text()
        steps.press(page, "Ghi đã nộp")
        assert axe(page) == []

    base, who = o.bases[0]
    _open(page, live, who, base, o.quarter)
    shot(page, "base")
    while page.get_by_role("button", name="Xác nhận").count():
        steps.press(page, "Xác nhận")
    other, other_who = o.bases[1]
    for branch, _secretary, _base in o.branches[BRANCHES:]:
        collecting.receive(
            unit=other, child=branch, quarter=o.quarter, amount=9_000, day=o.today, token=branch.code, by=other_who,
            now=o.now,
        )  # fmt: skip
    for base, who in o.bases:
        _open(page, live, who, base, o.quarter)
        steps.press(page, "Ghi đã nộp")
    _open(page, live, o.province_secretary, o.province, o.quarter)
    for _base in o.bases:
        steps.press(page, "Xác nhận")
    shot(page, "province")

    # 15 × 27.000 in each base unit; the first one has five members more, who have not paid.
    sums = page.locator("tfoot").inner_text()
    assert re.findall(r"[\d.]+", sums) == ["840.000", "810.000", "30.000", "90.000", "90.000", "90.000", "0"]
    env = environment(8000)
    done = subprocess.run([sys.executable, "-m", "doanso", "reconcile"], env=env, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
