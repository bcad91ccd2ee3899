"""What happened and what follows: days, contradictions, corrections, the audit trail, who may."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from doanso.core.audit.models import Event
from doanso.features.staff import history, reconciling, services
from doanso.features.staff.models import ENDS, Employee, Entry, Quota, Spell, What
from doanso.features.staff.services import Given
from doanso.features.staff.tests.support import NOW, START, add, build, enter, hire
from doanso.lib.errors import AlreadyDone, Forbidden, Refused
from doanso.lib.moves import Handover


@pytest.fixture
def org(db):
    return build()


def stays(employee: Employee) -> list[tuple]:
    rows = employee.spells.order_by("valid_from").select_related("unit")
    return [(row.unit.code, row.education, f"{row.valid_from}", f"{row.valid_to or ''}") for row in rows]


def test_entries_make_dated_stays(org):
    mai = hire(org.desk, education="dai_hoc")
    add(mai, What.TRAINED, date(2025, 3, 1), education="tren_dai_hoc")
    add(mai, What.MOVED, date(2025, 7, 1), org.field_office)
    add(mai, What.RETIRED, date(2026, 2, 1))

    assert stays(mai) == [
        ("T-HC", "dai_hoc", "2024-01-01", "2025-02-28"),
        ("T-HC", "tren_dai_hoc", "2025-03-01", "2025-06-30"),
        ("T-VP", "tren_dai_hoc", "2025-07-01", "2026-01-31"),
    ]
    mai.refresh_from_db()
    assert (mai.unit, mai.last_day) == (org.field_office, date(2026, 1, 31))


def test_an_earlier_day_told_later_falls_into_its_place(org):
    mai = hire(org.desk, education="dai_hoc")
    add(mai, What.MOVED, date(2025, 7, 1), org.field_office)

    add(mai, What.TRAINED, date(2024, 9, 1), education="tren_dai_hoc")

    assert [row[:3] for row in stays(mai)] == [
        ("T-HC", "dai_hoc", "2024-01-01"),
        ("T-HC", "tren_dai_hoc", "2024-09-01"),
        ("T-VP", "tren_dai_hoc", "2025-07-01"),
    ]


def test_entries_that_contradict_each_other_are_refused_and_leave_nothing(org):
    mai = hire(org.desk)
    add(mai, What.RETIRED, date(2026, 2, 1))
    before = Entry.objects.count(), Event.objects.count()

    for what, day, unit in (
        (What.MOVED, date(2026, 3, 1), org.field_office),
        (What.PROMOTED, date(2023, 12, 31), None),
        (What.APPOINTED, date(2025, 1, 1), org.desk),
        (What.APPOINTED, date(2019, 12, 31), org.desk),
        (What.APPOINTED, date(2026, 3, 1), None),
    ):
        with pytest.raises(Refused):
            add(mai, what, day, unit)
    with pytest.raises(Refused):
        enter(Given(What.RETIRED, START, "NS999999"))

    assert (Entry.objects.count(), Event.objects.count()) == before


def test_the_officer_records_corrects_and_undoes(org):
    told = {"by": org.officer, "now": NOW}
    mai = services.recruit(
        given=Given(What.APPOINTED, START, unit=org.desk, values={"full_name": "Lò Thị Mai"}, decision="1/QĐ"), **told
    )
    rise = Given(What.PROMOTED, date(2025, 1, 1), values={"rank": "cv_chinh"}, decision="2/QĐ")
    wrong = services.record(employee=mai, given=rise, **told)

    right = services.correct(
        entry=wrong,
        given=Given(What.PROMOTED, date(2025, 2, 1), values={"rank": "cv_chinh"}, decision="2/QĐ", note="Gõ nhầm ngày"),
        **told,
    )

    assert [(row.rank, row.valid_from) for row in mai.spells.order_by("valid_from")] == [
        ("", START),
        ("cv_chinh", date(2025, 2, 1)),
    ]
    assert list(mai.entries.order_by("pk").values_list("what", "undoes")) == [
        ("tiep_nhan", None),
        ("ngach", None),
        ("huy", wrong.pk),
        ("ngach", None),
    ]
    with pytest.raises(AlreadyDone):
        services.undo(entry=wrong, note="Lại nhầm", **told)
    with pytest.raises(Refused):  # what came later stands on it
        services.undo(entry=mai.entries.get(what="tiep_nhan"), note="Nhầm người", **told)
    services.undo(entry=right, note="Quyết định bị thu hồi", **told)
    assert [(row.rank, row.valid_to) for row in mai.spells.all()] == [("", None)]
    assert reconciling.register() == []


def test_only_who_keeps_the_register_there_may_enter(org):
    mai, other = hire(org.desk), hire(org.neighbour, "Người Xã Bên")
    rise = Given(What.PROMOTED, date(2025, 1, 1), values={"rank": "can_su"}, decision="2/QĐ")
    away = Given(What.MOVED, date(2025, 1, 1), unit=org.neighbour, decision="2/QĐ")

    for by, employee, given_ in (
        (org.head, mai, rise),
        (org.stranger, mai, rise),
        (None, mai, rise),
        (org.officer, other, rise),
        (org.officer, mai, away),
    ):
        with pytest.raises(Forbidden):
            services.record(employee=employee, given=given_, by=by, now=NOW)
    assert Entry.objects.count() == 2


def test_an_account_with_the_same_citizen_number_is_theirs(org):
    org.head.cccd = "099090183145"
    org.head.save()
    given_ = Given(
        What.APPOINTED, START, unit=org.commune, values={"full_name": "Lê Quang Vinh", "cccd": "099090183145"},
        decision="1/QĐ",
    )  # fmt: skip

    assert services.recruit(given=given_, by=org.officer, now=NOW).person == org.head
    with pytest.raises(Refused):
        services.recruit(given=given_, by=org.officer, now=NOW)


def test_the_audit_trail_alone_tells_when_a_table_was_changed(org):
    mai = hire(org.desk, education="dai_hoc")
    lua = hire(org.desk, "Lò Thị Lụa", education="dai_hoc")
    told = {"year": 2026, "kind": "cong_chuc", "number": 9, "decision": "7/QĐ", "decided_on": START}
    services.set_quota(unit=org.commune, **told, by=org.officer, now=NOW)
    assert reconciling.register() == []

    Entry.objects.filter(employee=mai).update(values={"full_name": "Lò Thị Mai", "education": "tren_dai_hoc"})
    Spell.objects.filter(employee=lua).update(education="khac")
    Quota.objects.update(number=90)

    entry, quota = mai.entries.get(), Quota.objects.get()
    assert reconciling.register() == [
        f"Bản ghi biên chế số {entry.pk} không khớp với nhật ký.",
        f"Hồ sơ {mai.code} không khớp với các bản ghi của người đó.",
        f"Hồ sơ {lua.code} không khớp với các bản ghi của người đó.",
        f"Dòng chỉ tiêu số {quota.pk} không khớp với nhật ký.",
    ]


def test_staff_go_on_where_their_agency_is_merged_into_once(org):
    mai, lua = hire(org.desk, education="dai_hoc"), hire(org.desk, "Lò Thị Lụa")
    add(lua, What.RETIRED, date(2025, 1, 1))
    on = date(2026, 12, 1)
    handover = Handover(org.desk, org.field_office, on, "change:3", NOW, decision="9/QĐ")

    assert [(line.number, line.stops) for line in services.to_hand_over(handover)] == [(1, False)]
    assert [services.hand_over(handover) for _again in range(2)] == [{"staff": [mai.code]}, {"staff": []}]

    assert [row[:3] for row in stays(mai)] == [("T-HC", "dai_hoc", "2024-01-01"), ("T-VP", "dai_hoc", "2026-12-01")]
    moved = mai.entries.latest("pk")
    assert (moved.what, moved.source, moved.decision) == (What.MOVED, "change:3", "9/QĐ")
    assert services.to_hand_over(handover) == []


def test_who_begins_later_or_comes_back_never_works_in_an_agency_that_has_ended(org):
    new, back = hire(org.desk, "Lò Thị Mới", date(2027, 1, 1)), hire(org.desk, "Lò Thị Về")
    add(back, What.MOVED, date(2026, 12, 24), org.commune)
    add(back, What.MOVED, date(2027, 2, 1), org.desk)
    handover = Handover(org.desk, org.field_office, date(2026, 12, 1), "change:3", NOW, decision="9/QĐ")

    assert [line.number for line in services.to_hand_over(handover)] == [2]
    assert services.hand_over(handover) == {"staff": sorted([new.code, back.code])}

    assert [(row[0], row[2]) for row in stays(new)] == [("T-VP", "2027-01-01")]
    assert [(row[0], row[2]) for row in stays(back)] == [
        ("T-HC", "2024-01-01"), ("T-VP", "2026-12-01"), ("T-UB", "2026-12-24"), ("T-VP", "2027-02-01"),
    ]  # fmt: skip
    assert reconciling.register() == []


DAYS = st.dates(date(2024, 1, 1), date(2025, 12, 31))
MIDDLE = st.sampled_from([What.MOVED, What.TRAINED, What.PROMOTED, *ENDS])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(MIDDLE, DAYS, st.integers(1, 3)), max_size=6), st.sets(st.integers(2, 7)))
@example([(What.MOVED, date(2024, 1, 1), 2), (What.MOVED, date(2024, 1, 1), 1)], set())  # back on the same day
def test_any_story_that_is_told_has_no_gap_and_no_overlap(steps, undone):
    """And what was undone is as if it had never been."""
    entries = [Entry(pk=1, what=What.APPOINTED, day=date(2023, 1, 1), unit_id=1, values={"full_name": "A"})]
    for pk, (what, day, unit_id) in enumerate(steps, 2):
        values = {"education": f"e{unit_id}"} if what == What.TRAINED else {}
        entries.append(Entry(pk=pk, what=what, day=day, unit_id=unit_id if what == What.MOVED else None, values=values))
    taken_back = [e for e in entries if e.pk in undone]
    undoing = [Entry(pk=100 + e.pk, what=What.UNDONE, day=e.day, undoes_id=e.pk) for e in taken_back]
    try:
        story = history.tell([*entries, *undoing])
    except Refused:
        return
    kept = [e for e in entries if e not in taken_back]
    assert story.stays == history.tell(kept).stays
    assert story.stays[0].first == date(2023, 1, 1)
    for one, following in zip(story.stays, story.stays[1:], strict=False):
        assert one.first <= one.last
        assert following.first == one.last + history.DAY
        assert (one.unit_id, one.facts) != (following.unit_id, following.facts)
    assert (story.now.last is None) == all(e.what not in ENDS for e in kept)
