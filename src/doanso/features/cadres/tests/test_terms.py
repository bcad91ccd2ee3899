"""Terms and seats as decisions change them; what they add up to."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support import org as organisation

from doanso.core.notify.models import Notification
from doanso.core.units import queries as units
from doanso.core.units.models import Position
from doanso.core.units.seats import Seat
from doanso.features.cadres.models import Entry, Term
from doanso.features.cadres.queries import reading, seats, terms
from doanso.features.cadres.queries.seats import Seats
from doanso.features.cadres.services import handing_over, reminding
from doanso.features.cadres.tests.support import NOW, NUMBER, TODAY, YEAR, agree, dossier, row, term
from doanso.features.members.tests.test_views import browser
from doanso.features.organisation.tests import test_merger as merging
from doanso.lib.errors import Refused
from doanso.lib.modules import effect
from doanso.lib.moves import Handover

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def org():
    return organisation.build()


def apply(name, context):
    return effect(f"cadres.{name}").apply(context, {})


def obstacles(name, context):
    return effect(f"cadres.{name}").check(context, {})


def sitting(unit):
    held = Position.objects.filter(unit=unit, valid_to=None).order_by("role__rank", "person__sort_key")
    return list(held.values_list("person__full_name", "role"))


def test_an_election_begins_a_term_keeps_the_votes_and_replaces_the_committee(org) -> None:
    before = term(org.branch, first=TODAY - YEAR)
    rows = [
        row("Hồ Khánh Linh", "Bí thư", so_phieu=5, ty_le="100.00"),
        row("Trương Mỹ Anh", "Phó Bí thư", so_phieu=4, ty_le=80),
        row("Lâm Nhã Uyên", "Ủy viên Ban Chấp hành", so_phieu=2, ty_le=40),
        row("Phạm Tuấn Kiệt", so_phieu=1),
    ]
    plan = [{"chuc_vu": "Bí thư", "so_luong": 1}, {"chuc_vu": "Phó bí thư", "so_luong": 2}]
    context = dossier(org, rows, nhiem_ky=3, nhiem_ky_den="2028-11-17", co_cau=plan)
    assert obstacles("elected", context) == []
    for _time in range(2):
        apply("elected", context)

    assert sitting(org.branch) == [("Hồ Khánh Linh", "bi_thu"), ("Trương Mỹ Anh", "pho_bi_thu")]
    made = Term.objects.get(source="T-1")
    assert (made.valid_from, made.valid_to, made.number) == (TODAY, date(2028, 11, 17), 3)
    assert (made.seats, made.decision) == ({"bi_thu": 1, "pho_bi_thu": 2}, NUMBER)
    before.refresh_from_db()
    assert (before.valid_to, before.ended_by) == (TODAY - DAY, "T-1")
    lines = Entry.objects.filter(source="T-1").order_by("pk").values_list("full_name", "kind", "votes", "role")
    assert list(lines) == [
        ("Nguyễn Đăng Khôi", "ended", None, "pho_bi_thu"),
        ("Hồ Khánh Linh", "elected", 5, "bi_thu"),
        ("Trương Mỹ Anh", "elected", 4, "pho_bi_thu"),
        ("Lâm Nhã Uyên", "not_elected", 2, None),
        ("Phạm Tuấn Kiệt", "not_elected", 1, None),
    ]
    agree()

    undone = dossier(org, [], code="T-2", ho_so="T-1")
    for _time in range(2):
        apply("undone", undone)
    before.refresh_from_db()
    assert (before.valid_to, before.ended_by) == (before.planned_to, "")
    assert ("Nguyễn Đăng Khôi", "pho_bi_thu") in sitting(org.branch)
    assert set(Entry.objects.filter(source="T-1").values_list("undone_by", flat=True)) == {"T-2"}
    assert Entry.objects.filter(source="T-2").count() == 1  # once, though it ran twice
    agree()


def test_an_appointment_that_is_undone_was_never_held(org) -> None:
    """On no day, today neither; the record still tells it, struck through, and the seat may be given anew."""
    mai = org.members[2]
    apply("changed", dossier(org, [row("Trương Mỹ Anh", "Ủy viên Ban Chấp hành")]))
    assert [one.role_id for one in units.positions_of(mai, TODAY)] == ["uv_bch"]

    undone = dossier(org, [], code="T-2", ho_so="T-1")
    effect("members.undo").apply(undone, {})
    apply("undone", undone)
    seat, line = mai.positions.get(), Entry.objects.get(source="T-1")
    assert (seat.annulled_by, line.undone_by, line.position) == ("T-2", "T-2", seat)
    assert [units.positions_of(mai, day).count() for day in (TODAY, TODAY + DAY, TODAY - DAY)] == [0, 0, 0]
    assert not units.is_held([Seat("uv_bch", org.branch.pk)], TODAY)
    client = browser(org.base_secretary)
    for page in (f"/can-bo/nguoi/{mai.pk}/", f"/doan-vien/{mai.pk}/"):
        assert "chưa từng giữ, theo hồ sơ T-2" in client.get(page).text
    agree()

    apply("changed", dossier(org, [row("Trương Mỹ Anh", "Ủy viên Ban Chấp hành")], code="T-3"))
    assert units.positions_of(mai, TODAY).count() == 1


def test_an_election_for_a_later_term_that_is_undone_leaves_nobody_to_come(org) -> None:
    rows, later = [row("Trương Mỹ Anh", "Bí thư", so_phieu=5)], TODAY + 30 * DAY
    apply("elected", dossier(org, rows, nhiem_ky_tu=later.isoformat(), nhiem_ky_den="2029-11-17"))
    undone = dossier(org, [], code="T-2", ho_so="T-1")
    effect("members.undo").apply(undone, {})
    apply("undone", undone)
    assert not org.members[2].positions.filter(units.not_over(TODAY)).exists()
    assert units.positions_of(org.members[2], later).count() == 0
    agree()


def test_an_election_in_which_everybody_keeps_their_seat_is_undone_once(org) -> None:
    before = term(org.branch, first=TODAY - YEAR)
    seated = sitting(org.branch)
    rows = [row("Hồ Khánh Linh", "Bí thư", so_phieu=5), row("Nguyễn Đăng Khôi", "Phó Bí thư", so_phieu=5)]
    apply("elected", dossier(org, rows, nhiem_ky_den="2028-11-17"))
    undone = dossier(org, [], code="T-2", ho_so="T-1")
    register = effect("members.undo")
    assert register.check(undone, {}) + obstacles("undone", undone) == []

    register.apply(undone, {})
    apply("undone", undone)
    before.refresh_from_db()
    assert (before.valid_to, Term.objects.get(source="T-1").undone_by, sitting(org.branch)) == (
        before.planned_to, "T-2", seated,
    )  # fmt: skip
    again = register.check(dossier(org, [], code="T-3", ho_so="T-1"), {})
    assert again == ["Hồ sơ T-1 chưa ghi gì vào sổ, hoặc đã được hủy."]
    agree()


def test_an_election_without_a_last_day_adds_to_the_term_that_runs(org) -> None:
    running = term(org.branch, first=TODAY - YEAR)

    apply("elected", dossier(org, [row("Trương Mỹ Anh", "Ủy viên Ban Chấp hành")]))

    assert len(sitting(org.branch)) == 3
    assert Entry.objects.get().term == running
    assert Term.objects.count() == 1


def test_what_stands_against_an_election_is_told_before(org) -> None:
    later = term(org.branch, first=TODAY + DAY)
    mixed = [row("Trương Mỹ Anh", "Bí thư"), row("Lâm Nhã Uyên", "Ủy viên Ủy ban Kiểm tra")]
    told = [
        obstacles("elected", dossier(org, [row("Không Ai", "Bí thư"), row("Trương Mỹ Anh", "Vua")])),
        obstacles("elected", dossier(org, [row("Trương Mỹ Anh", "Bí thư", ty_le=50)])),
        obstacles("elected", dossier(org, mixed, nhiem_ky_den="2028-01-01")),
        obstacles("elected", dossier(org, [row("Trương Mỹ Anh", "Bí thư")], nhiem_ky_den="2026-01-01")),
    ]
    assert told == [
        [
            "“Không Ai” không xác định được đúng một người; hãy ghi thêm ngày sinh.",
            "Hệ thống không có chức vụ “Vua”.",
        ],
        ["Danh sách chưa có ai trúng cử: cần ghi chức vụ bên cạnh họ tên."],
        ["Chức vụ Ủy viên Ủy ban Kiểm tra không thuộc Ban Chấp hành."],
        ["Ngày cuối phải sau ngày đầu."],
    ]
    with pytest.raises(Refused, match="bắt đầu từ ngày 19/11/2026"):
        apply("elected", dossier(org, [row("Trương Mỹ Anh", "Bí thư")], nhiem_ky_den="2028-01-01"))
    assert (later.valid_from, Entry.objects.count()) == (TODAY + DAY, 0)


def test_a_list_releases_and_appoints_with_its_source(org) -> None:
    rows = [
        row("Nguyễn Đăng Khôi", "Phó Bí thư", viec="Cho rút tên", ly_do="Chuyển công tác"),
        row("Trương Mỹ Anh", "Phó Bí thư", viec="Bổ sung"),
    ]
    context = dossier(org, rows)
    assert obstacles("changed", context) == []
    for _time in range(2):
        apply("changed", context)

    assert sitting(org.branch) == [("Hồ Khánh Linh", "bi_thu"), ("Trương Mỹ Anh", "pho_bi_thu")]
    gone = Entry.objects.get(kind="released")
    assert (gone.position.valid_to, gone.reason, gone.decision) == (TODAY - DAY, "Chuyển công tác", NUMBER)
    vacant = "Nguyễn Đăng Khôi không giữ chức vụ Phó Bí thư tại Chi đoàn 10A1."
    assert obstacles("changed", dossier(org, rows, code="T-2")) == [vacant]
    agree()


def test_seats_add_up_on_every_level(org) -> None:
    term(org.base, bi_thu=1, pho_bi_thu=2, uv_bch=3)
    term(org.base, "btv", bi_thu=1, pho_bi_thu=5, uv_btv=1)
    term(org.branch, bi_thu=1, pho_bi_thu=0)
    homes = reading.scope(org.province, TODAY)
    found = seats.situation(homes, TODAY)

    assert found.by(homes) == {
        org.province.pk: Seats(taken=1, unplanned=1),
        org.base.pk: Seats(planned=8, taken=5, vacant=4, beyond=1),
    }
    assert found.total == Seats(planned=8, taken=6, vacant=4, beyond=1, unplanned=1)
    named = [(one.unit.code, one.role_id, one.number) for one in seats.vacancies(found)]
    assert named == [("T-CS", "pho_bi_thu", 1), ("T-CS", "uv_btv", 1), ("T-CS", "uv_bch", 2)]
    for _name, parts in seats.breakdowns(seats.people(homes, TODAY), TODAY):
        assert (sum(part.number for part in parts), sum(part.tenths for part in parts)) == (6, 1000)


def test_a_term_that_ends_soon_is_told_once(org) -> None:
    soon = term(org.branch, last=TODAY + timedelta(days=180))
    term(org.sister, last=TODAY + timedelta(days=181))
    followed = term(org.base, last=TODAY + timedelta(days=9))
    term(org.base, first=followed.valid_to + DAY)

    assert [reminding.remind(now=NOW) for _time in range(2)] == [1, 1]

    told = Notification.objects.get(kind="cadres.term_ends")
    assert (told.recipient, told.url) == (org.secretary, soon.get_absolute_url())
    assert told.title == "Nhiệm kỳ Ban Chấp hành kết thúc ngày 17/05/2027"


def test_the_committee_of_a_unit_that_is_merged_ends_and_counts_where_it_went_on() -> None:
    org = merging.build()
    running = term(org.branch, first=TODAY - YEAR, bi_thu=1, pho_bi_thu=1)
    coming = term(org.branch, "btv", first=TODAY + YEAR)
    handover = Handover(org.branch, org.sister, TODAY, "change:1", NOW)
    assert [line.words for line in handing_over.to_hand_over(handover)] == ["2 nhiệm kỳ kết thúc"]

    change = merging.merge(org)

    running.refresh_from_db()
    coming.refresh_from_db()
    assert (running.valid_to, running.ended_by, coming.undone_by) == (TODAY - DAY, change.source, change.source)
    assert list(terms.of_unit(org.branch)) == [running]
    homes = reading.scope(org.sister, TODAY)
    assert homes == {org.sister.pk: org.sister.pk, org.branch.pk: org.sister.pk}
    assert seats.situation(homes, TODAY - DAY).total == Seats(planned=2, taken=3, unplanned=1)
    assert seats.situation(homes, TODAY).total == Seats(taken=1, unplanned=1)
    assert handing_over.hand_over(handover) == {"terms": []}
    agree()


STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["bch", "btv"]), st.integers(0, 900), st.integers(-9, 900)),
    min_size=3,
    max_size=9,
)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_terms_of_one_body_never_overlap(org, steps) -> None:
    with transaction.atomic():
        for unit, body, start, length in steps:
            first = TODAY + timedelta(days=start)
            try:
                with transaction.atomic():
                    term([org.branch, org.sister][unit], body, first, first + timedelta(days=length), bi_thu=1)
            except Refused:
                continue
        known = list(Term.objects.filter(undone_by=""))
        for number in range(0, 1800, 90):
            day = TODAY + timedelta(days=number)
            running = [(one.unit_id, one.body) for one in known if one.valid_from <= day <= one.valid_to]
            assert len(running) == len(set(running))
        agree()
        transaction.set_rollback(True)
