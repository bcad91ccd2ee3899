"""Reports 06 and 07 over real dossiers: sums that check, the official sheet, and nobody's figures for strangers."""

from datetime import UTC, date, datetime
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext
from openpyxl import load_workbook

from doanso.core.accounts.models import Person, User
from doanso.core.units.models import Lineage, Position
from doanso.features.procedures.models import Channel
from doanso.features.procedures.tests import archives
from doanso.features.reports import queries
from doanso.features.reports.tables import COLUMNS, Tally
from tests.support import org as organisation
from tests.support.dossiers import add, at, done, publish

pytestmark = pytest.mark.django_db

START, END = date(2026, 10, 1), date(2026, 10, 31)
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture
def org():
    built = organisation.build()
    Position.objects.update(valid_from=date(2026, 1, 1))
    return built


@pytest.fixture
def office(org) -> SimpleNamespace:
    """Two fields at the commune's desk, one at the neighbour's."""
    org.civil = publish("1.000001", org.desk, "Hộ tịch")
    org.land = publish("1.000002", org.commune, "Đất đai")
    org.other = publish("1.000003", org.neighbour, "Hộ tịch")
    return org


def browser(person: Person | None) -> Client:
    client = Client()
    user, _fresh = User.objects.get_or_create(username=f"u{person.pk if person else 0}", defaults={"person": person})
    client.force_login(user)
    return client


def test_report_06_holds_the_unit_with_its_offices_by_field(office):
    add(office.civil, at(5))
    add(office.land, at(6), **done(at(7)))
    add(office.other, at(6))

    table = queries.own(queries.Scope(office.commune, START, END, office.head, NOW.date()))

    assert [(line.label, line.tally) for line in table.lines] == [
        ("Đất đai", Tally(online=1, early=1)),
        ("Hộ tịch", Tally(online=1, overdue=1)),
    ]
    assert table.total.tally == Tally(online=2, early=1, overdue=1)


def test_reports_stay_what_they_were_when_dossiers_are_destroyed():
    org = archives.build()
    found = [archives.ended(org, name, email="") for name in ("Một", "Hai")]
    scope = queries.Scope(org.commune, date(2026, 11, 1), date(2026, 11, 30), org.head, archives.TODAY)
    before = queries.own(scope), queries.summed(scope), queries.facts(scope)

    archives.destroyed(org, *found)

    assert before[0].total.tally == Tally(online=2, early=2)
    assert (queries.own(scope), queries.summed(scope), queries.facts(scope)) == before


def test_report_07_has_a_line_for_each_unit_below(office):
    base = publish("D-1", office.base, "Đoàn vụ")
    province = publish("D-2", office.province, "Đoàn vụ")
    add(base, at(5))
    add(base, at(6))
    add(province, at(6), channel=Channel.POST)

    table = queries.summed(queries.Scope(office.province, START, END, office.province_secretary, NOW.date()))

    assert [(line.label, line.tally) for line in table.lines] == [
        ("Tỉnh đoàn", Tally(desk=1, overdue=1)),
        ("Đoàn trường", Tally(online=2, overdue=2)),
    ]


def test_an_ended_unit_s_dossiers_count_for_its_only_heir(office):
    old = organisation.unit("T-OLD", "UBND xã cũ", "UBND", valid_to=date(2026, 9, 30))
    line = Lineage.objects.create(code="L", kind="merge", effective=date(2026, 10, 1))
    line.sources.add(old)
    line.targets.add(office.commune)
    add(publish("1.000009", old, "Hộ tịch"), at(5, month=9))
    scope = queries.Scope(office.commune, START, END, office.head, NOW.date())

    assert queries.own(scope).total.tally == queries.summed(scope).total.tally == Tally(carried=1, overdue=1)

    line.targets.add(office.neighbour)
    assert queries.own(scope).lines == []


QUERY = "tu=2026-10-01&den=2026-10-31"


def test_pages_are_for_who_oversees_the_unit(office):
    add(office.civil, at(5))
    pages = ["/bao-cao/", "/bao-cao/06/", "/bao-cao/07/"]

    assert [Client().get(page).status_code for page in pages] == [302] * 3
    for page in pages:
        answer = browser(office.head).get(f"{page}?don_vi=T-UB&{QUERY}")
        assert (answer.status_code, answer.context["scope"].unit) == (200, office.commune)
        neighbour = browser(office.neighbour_head).get(f"{page}?don_vi=T-UB&{QUERY}")
        assert (neighbour.status_code, neighbour.context["scope"]) == (422, None)
        for nobody in (office.stranger, office.field_officer, None):
            answer = browser(nobody).get(f"{page}?don_vi=T-UB&{QUERY}")
            assert (answer.status_code, answer.context["scope"], answer.context["oversees"]) == (200, None, False)


def test_who_oversees_one_unit_learns_nothing_of_those_below(office):
    """The accountant's seat covers its own unit alone."""
    accountant = organisation.person("Kế Toán")
    organisation.seat(accountant, office.province, "ke_toan")
    add(publish("D-1", office.base, "Đoàn vụ"), at(5))

    answer = browser(accountant).get(f"/bao-cao/?don_vi=T-HL&{QUERY}")

    assert answer.context["total"] == Tally()
    assert answer.context["facts"] == []
    assert browser(accountant).get(f"/bao-cao/07/?don_vi=T-CS&{QUERY}").status_code == 422


@pytest.mark.parametrize(
    "query",
    ["tu=2026-12-01&den=2026-01-01", "tu=x", "den=%00", "don_vi=%00", "don_vi=T-UB2", "tu=1000-01-01", "tu=9999-12-31"],
)
def test_wrong_choices_are_named_and_count_nothing(office, query):
    for page in ("/bao-cao/", "/bao-cao/06/", "/bao-cao/07/"):
        answer = browser(office.head).get(f"{page}?{query}")
        assert (answer.status_code, answer.context["scope"], len(answer.context["form"].errors)) == (422, None, 1)
        assert browser(office.head).get(f"/bao-cao/06/bang.xlsx?{query}").status_code == 409


def test_pages_need_the_same_queries_for_any_length(office):
    client = browser(office.head)

    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"{page}?don_vi=T-UB&{QUERY}").status_code == 200
        return len(found)

    add(office.civil, at(5))
    few = [asked(page) for page in ("/bao-cao/", "/bao-cao/06/", "/bao-cao/07/")]
    for number in range(20):
        unit = organisation.unit(f"T-P{number}", f"UBND xã {number}", "UBND", office.commune)
        add(publish(f"2.{number:06}", unit, f"Lĩnh vực {number}"), at(6))

    assert [asked(page) for page in ("/bao-cao/", "/bao-cao/06/", "/bao-cao/07/")] == few


def test_index_counts_every_fact_with_what_it_is_counted_over(office):
    add(office.civil, at(5), **done(at(6)))

    facts = browser(office.head).get(f"/bao-cao/?don_vi=T-UB&{QUERY}").context["facts"]

    shown = {str(fact.label): (fact.numerator, fact.denominator, fact.share) for fact in facts}
    assert shown[gettext("Solved on time")] == (1, 1, "100,0%")
    assert shown[gettext("Content applicants")] == (0, 0, None)
    assert shown[gettext("Members at the end of the period")] == (0, None, None)


def test_sheet_has_the_official_columns_in_order_and_sums(office):
    add(office.civil, at(5))
    add(office.land, at(6), **done(at(7)))

    answer = browser(office.head).get(f"/bao-cao/06/bang.xlsx?don_vi=T-UB&{QUERY}")
    rows = [
        list(row)
        for row in load_workbook(BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True)
    ]

    assert "bao-cao-06-T-UB-20261001-20261031.xlsx" in answer["Content-Disposition"]
    assert [row[0] for row in rows[:3]] == [
        "UBND phường",
        "Tình hình giải quyết hồ sơ của đơn vị, theo lĩnh vực",
        "Từ ngày 01/10/2026 đến ngày 31/10/2026",
    ]
    assert [name for name in rows[4] if name] == [
        "STT",
        "Lĩnh vực",
        "Số hồ sơ tiếp nhận",
        "Số hồ sơ đã giải quyết",
        "Số hồ sơ đang giải quyết",
        "Trả lại, rút",
    ]
    assert [name for name in rows[5] if name] == [
        *["Tổng số", "Trực tuyến", "Trực tiếp, bưu chính", "Kỳ trước chuyển sang"],
        *["Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn"],
        *["Tổng số", "Trong hạn", "Quá hạn", "Tạm dừng"],
    ]
    assert rows[6] == [f"({number})" for number in range(1, 16)]
    assert rows[7] == [1, "Đất đai", 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    assert rows[8] == [2, "Hộ tịch", 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0]
    assert rows[9][1:] == ["Tổng cộng", 2, 2, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]
    assert len(COLUMNS) == 13


def test_sheets_are_refused_to_strangers(office):
    assert Client().get("/bao-cao/06/bang.xlsx").status_code == 302
    for who in (office.stranger, None):
        assert [browser(who).get(f"/bao-cao/{n}/bang.xlsx").status_code for n in ("06", "07")] == [403, 403]
