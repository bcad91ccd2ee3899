"""Reports 06 and 07: counts that agree with an oracle, sums that check, and nobody's figures for strangers."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.support import org as organisation

from doanso.core.accounts.models import Person, User
from doanso.core.units.models import Lineage, Position
from doanso.features.procedures import figures
from doanso.features.procedures.models import Channel, Dossier, Procedure, Rating, Status, Version
from doanso.features.procedures.services import catalogue
from doanso.features.reports import queries
from doanso.features.reports.tables import COLUMNS, Tally
from doanso.lib.dates import local
from doanso.lib.shares import percent

pytestmark = pytest.mark.django_db

START, END = date(2026, 10, 1), date(2026, 10, 31)
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
FLOW = {
    "steps": [
        {"key": "a", "name": "Nộp", "kind": "start", "assignee": ""},
        {
            "key": "b",
            "name": "Giải quyết",
            "kind": "task",
            "assignee": "bi_thu('T-HL')",
            "minutes": 480,
            "actions": ["forward"],
        },
    ]
}


def at(day: int, hour: int = 9, month: int = 10) -> datetime:
    """That hour on Vietnamese clocks."""
    return datetime(2026, month, day, hour, tzinfo=UTC) - timedelta(hours=7)


@pytest.fixture
def org():
    built = organisation.build()
    Position.objects.update(valid_from=date(2026, 1, 1))
    return built


def publish(code: str, owner, field: str) -> Version:
    content = catalogue.Content(name=f"Thủ tục {code}", field=field, flow=FLOW, forms=())
    catalogue.publish(code=code, kind="TTHC", owner=owner, content=content, by=None, now=organisation.NOON, source="t")
    return Procedure.objects.get(code=code).current


@pytest.fixture
def office(org) -> SimpleNamespace:
    """Two fields at the commune's desk, one at the neighbour's."""
    org.civil = publish("1.000001", org.desk, "Hộ tịch")
    org.land = publish("1.000002", org.commune, "Đất đai")
    org.other = publish("1.000003", org.neighbour, "Hộ tịch")
    return org


def add(version: Version, submitted: datetime, **more) -> Dossier:
    number = Dossier.objects.count() + 1
    values = {"channel": Channel.ONLINE, "status": Status.PROCESSING, "due_at": submitted + timedelta(days=5)} | more
    return Dossier.objects.create(
        code=f"D-{number}",
        tracking=f"T{number}",
        key_hash="",
        procedure=version.procedure,
        version=version,
        unit=version.procedure.owner,
        applicant_name="A",
        applicant_key="a",
        submitted_at=submitted,
        counted_from=submitted,
        promised_at=values["due_at"],
        **values,
    )


def done(when: datetime, status: Status = Status.RETURNED) -> dict[str, object]:
    return {"finished_at": when, "status": status}


def browser(person: Person | None) -> Client:
    client = Client()
    user, _fresh = User.objects.get_or_create(username=f"u{person.pk if person else 0}", defaults={"person": person})
    client.force_login(user)
    return client


def only(org, start=START, end=END) -> dict[str, int]:
    rows = figures.dossiers(org.commune.pk, start, end, NOW)
    assert len(rows) == 1
    return {name: count for name, count in rows[0].items() if count and name not in {"unit_id", "field"}}


@pytest.mark.parametrize(
    ("submitted", "more", "expected"),
    [
        (at(1, 0), {}, {"online": 1, "overdue": 1}),
        (at(30, 23, month=9), {}, {"carried": 1, "overdue": 1}),
        (at(31, 23), {"due_at": at(9, month=11)}, {"online": 1, "in_time": 1}),
        (at(5), {"channel": Channel.COUNTER, "due_at": None}, {"counter": 1, "in_time": 1}),
        (at(5), {"channel": Channel.POST} | done(at(9)), {"post": 1, "early": 1}),
        (at(5, 8), done(at(10, 7)), {"online": 1, "on_time": 1}),
        (at(5, 8), done(at(10, 8)), {"online": 1, "on_time": 1}),
        (at(5, 8), done(at(10, 9)), {"online": 1, "late": 1}),
        (at(5), {"due_at": None} | done(at(30)), {"online": 1, "on_time": 1}),
        (at(5), done(at(1, 0, month=11)), {"online": 1, "overdue": 1}),
        (at(5), done(at(31, 23), Status.STOPPED), {"online": 1, "returned": 1}),
        (at(5), done(at(6), Status.NOT_RECEIVED), {"online": 1, "returned": 1}),
        (at(5, month=9), done(at(1, 0), Status.WITHDRAWN), {"carried": 1, "returned": 1}),
        (at(5), done(at(6), Status.FINISHED), {"online": 1, "early": 1}),
    ],
)
def test_each_dossier_stands_in_the_column_worked_out_by_hand(office, submitted, more, expected):
    add(office.civil, submitted, **more)

    assert only(office) == expected


def test_dossiers_before_and_after_the_period_are_not_counted(office):
    add(office.civil, at(1, 0, month=11))
    add(office.civil, at(5, month=9), **done(at(30, 23, month=9)))

    assert figures.dossiers(office.commune.pk, START, END, NOW) == []


def test_a_running_period_looks_at_the_moment_not_at_the_day_s_end(office):
    add(office.civil, at(18, month=11), due_at=NOW + timedelta(hours=1))
    add(office.civil, at(18, month=11), due_at=NOW - timedelta(hours=1))

    assert only(office, date(2026, 11, 1), date(2026, 11, 20)) == {"online": 2, "in_time": 1, "overdue": 1}


def test_a_pause_counts_as_it_stood_at_the_period_s_end(office):
    from doanso.blocks.workflow.models import Case, Pause

    dossier = add(office.civil, at(5))
    case = Case.objects.create(
        version=office.civil.flow,
        subject_type="procedures.dossier",
        subject_id=dossier.pk,
        title="",
        url="/",
        unit=office.desk,
        started_at=at(5),
    )
    Pause.objects.create(case=case, started_at=at(20), ended_at=at(5, month=11))

    assert only(office) == {"online": 1, "paused": 1}
    assert only(office, START, date(2026, 11, 10)) == {"online": 1, "overdue": 1}


def moments(month: int):
    return st.integers(0, 60 * 24 * 45).map(
        lambda minutes: datetime(2026, month, 10, tzinfo=UTC) + timedelta(minutes=minutes)
    )


DOSSIERS = st.lists(
    st.tuples(
        moments(9),
        st.none() | moments(9),
        st.none() | moments(9),
        st.sampled_from(list(Channel)),
        st.sampled_from([Status.FINISHED, Status.RETURNED, Status.STOPPED, Status.WITHDRAWN, Status.NOT_RECEIVED]),
        st.booleans(),
    ),
    max_size=12,
)


def oracle(dossiers: list[Dossier], opened: datetime, closed: datetime) -> dict[str, int]:
    """The same counts, written out one dossier after the other."""
    counts = dict.fromkeys(
        [
            "online",
            "counter",
            "post",
            "carried",
            "early",
            "on_time",
            "late",
            "returned",
            "in_time",
            "overdue",
            "paused",
        ],
        0,
    )
    names = {Channel.ONLINE: "online", Channel.COUNTER: "counter", Channel.POST: "post"}
    for one in dossiers:
        if one.submitted_at >= closed or (one.finished_at and one.finished_at < opened):
            continue
        counts["carried" if one.submitted_at < opened else names[one.channel]] += 1
        if one.finished_at and one.finished_at < closed:
            if one.status in {3, 7, 8}:
                name = "returned"
            elif one.due_at and one.finished_at > one.due_at:
                name = "late"
            elif one.due_at and local(one.finished_at).date() < local(one.due_at).date():
                name = "early"
            else:
                name = "on_time"
        else:
            name = "overdue" if one.due_at and one.due_at < closed else "in_time"
        counts[name] += 1
    return counts


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=DOSSIERS)
def test_counts_agree_with_an_oracle_and_add_up(office, drawn):
    with transaction.atomic():
        made = []
        for submitted, due, finished, channel, status, civil in drawn:
            more = done(finished, status) if finished and finished > submitted else {}
            made.append(add(office.civil if civil else office.land, submitted, channel=channel, due_at=due, **more))
        rows = figures.dossiers(office.commune.pk, START, END, NOW)
        whole = {name: sum(row[name] for row in rows) for name in oracle([], NOW, NOW)}
        table = queries.own(queries.Scope(office.commune, START, END, office.head, NOW.date()))
        transaction.set_rollback(True)

    assert whole == oracle(made, at(1, 0), at(1, 0, month=11))
    assert table.adds_up
    assert (
        table.total.tally.received == table.total.tally.solved + table.total.tally.pending + table.total.tally.returned
    )


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


def test_shares_have_a_denominator_and_no_data_is_not_zero(office):
    assert figures.in_good_time(office.commune.pk, START, END, NOW) == (0, 0)
    first = add(office.civil, at(5, 8), **done(at(9)))
    add(office.civil, at(5, 8), channel=Channel.COUNTER, **done(at(20)))
    add(office.civil, at(5, 8))
    Rating.objects.create(dossier=first, score=4, at=at(10))

    assert figures.in_good_time(office.commune.pk, START, END, NOW) == (1, 2)
    assert figures.online(office.commune.pk, START, END, NOW) == (2, 3)
    assert figures.content(office.commune.pk, START, END, NOW) == (1, 1)
    assert figures.content(office.commune.pk, START, date(2026, 10, 9), NOW) == (0, 0)


@pytest.mark.parametrize(
    ("numerator", "denominator", "words"),
    [(0, 0, None), (0, 3, "0,0%"), (1, 3, "33,3%"), (2, 3, "66,7%"), (1, 2000, "0,1%"), (3, 3, "100,0%")],
)
def test_percent_rounds_half_up_and_keeps_silent_about_nothing(numerator, denominator, words):
    assert percent(numerator, denominator) == words


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
