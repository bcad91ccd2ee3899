"""Changes: audited, announced, in line, and only by who may."""

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from doanso.core.accounts.models import Person
from doanso.core.audit.models import Event
from doanso.core.calendar import queries, services, signals
from doanso.core.calendar.announcements import Entry
from doanso.core.calendar.models import Day, Hours, Kind, Revision
from doanso.core.calendar.plan import Forecasts
from doanso.core.calendar.worktime import CLOSED_WEEK, OFFICE_WEEK, OutOfRange
from doanso.core.units import services as units
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

JUNE = date(2026, 6, 15)
MORNINGS = (((420, 690),),) * 5 + ((),) * 2


@pytest.fixture
def told():
    """What listeners are told."""
    heard = []

    def listen(sender, **kwargs):
        heard.append({key: kwargs[key] for key in ("earliest", "unit_id", "version")})

    signals.changed.connect(listen)
    yield heard
    signals.changed.disconnect(listen)


def set_day(offices, now, **more):
    given = {"day": JUNE, "kind": Kind.HOLIDAY, "name": "Ngày  thử", "by": offices.chief, "now": now} | more
    return services.set_day(**given)


def test_set_day_writes_audits_and_tells(seeded, now, told):
    row = set_day(seeded, now, source="123/TB")
    assert (row.name, row.kind, row.unit, row.confirmed, row.revision) == ("Ngày thử", "holiday", None, True, 2)
    event = Event.objects.get(kind="calendar.day_set")
    assert (event.actor, event.target_id, event.data["before"]) == (seeded.chief, str(row.pk), None)
    assert event.data["after"] == {
        "day": "2026-06-15",
        "unit": "",
        "kind": "holiday",
        "name": "Ngày thử",
        "confirmed": True,
        "source": "123/TB",
    }
    assert told == [{"earliest": JUNE, "unit_id": None, "version": 2}]
    assert queries.calendar_for().version == 2


def test_set_day_again_changes_the_same_row(seeded, now):
    first = set_day(seeded, now)
    again = set_day(seeded, now, kind=Kind.MAKEUP, name="Làm bù", seen=first.revision)
    assert (again.pk, again.kind, Day.objects.filter(date=JUNE).count()) == (first.pk, "makeup", 1)
    assert Event.objects.filter(kind="calendar.day_set").last().data["before"]["kind"] == "holiday"


def test_set_day_to_what_it_is_changes_nothing(seeded, now, told):
    set_day(seeded, now)
    set_day(seeded, now)
    assert (len(told), Revision.objects.get().number) == (1, 2)


def test_remove_day_writes_audits_and_tells(seeded, now, told):
    row = set_day(seeded, now)
    services.remove_day(day=JUNE, seen=row.revision, by=seeded.chief, now=now)
    assert not Day.objects.filter(date=JUNE).exists()
    assert Event.objects.get(kind="calendar.day_removed").data["before"]["name"] == "Ngày thử"
    assert told[-1] == {"earliest": JUNE, "unit_id": None, "version": 3}


@pytest.mark.parametrize("given", [{"kind": "party"}, {"name": "  "}])
def test_nonsense_is_refused(seeded, now, given):
    with pytest.raises(Refused):
        set_day(seeded, now, **given)
    assert Revision.objects.get().number == 1


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2036, 1, 1)])
def test_day_outside_the_calendar_is_refused(seeded, now, day):
    with pytest.raises(OutOfRange):
        set_day(seeded, now, day=day)


def test_editor_who_has_not_seen_the_last_change_is_told_who_and_when(seeded, now):
    mine = set_day(seeded, now)
    set_day(seeded, now, name="Khác")
    with pytest.raises(AlreadyDone) as refusal:
        set_day(seeded, now, name="Của tôi", seen=mine.revision)
    assert (refusal.value.who, refusal.value.when) == ("Trần Chủ Tịch", now)
    assert refusal.value.message == "Trần Chủ Tịch đã sửa mục này lúc 09:00 04/03/2026. Hãy xem lại trước khi lưu."
    with pytest.raises(AlreadyDone):
        set_day(seeded, now, name="Của tôi", seen=0)
    with pytest.raises(AlreadyDone):
        services.remove_day(day=JUNE, seen=mine.revision, by=seeded.chief, now=now)
    assert Day.objects.get(date=JUNE).name == "Khác"


def test_editor_of_a_day_removed_meanwhile_is_told(seeded, now):
    mine = set_day(seeded, now)
    services.remove_day(day=JUNE, by=seeded.chief, now=now)
    with pytest.raises(Refused, match="đã xóa"):
        set_day(seeded, now, name="Của tôi", seen=mine.revision)


def test_listener_that_fails_undoes_the_change(seeded, now):
    def fail(sender, **kwargs):
        raise RuntimeError

    signals.changed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            set_day(seeded, now)
    finally:
        signals.changed.disconnect(fail)
    assert (Day.objects.filter(date=JUNE).exists(), Revision.objects.get().number) == (False, 1)
    assert queries.calendar_for().is_working_day(JUNE)


WHO = [("chief", True, True, True), ("admin", False, True, False), ("neighbour_admin", False, False, True)]


@pytest.mark.parametrize(("who", "everybody", "desk", "neighbour"), [*WHO, ("officer", False, False, False)])
def test_who_may_edit_what(seeded, now, who, everybody, desk, neighbour):
    """The superior edits below and for all; an administrator at home and below; nobody else anything."""
    targets = [(None, everybody), (seeded.desk, desk), (seeded.neighbour, neighbour), (seeded.province, everybody)]
    for unit, allowed in targets:
        person = getattr(seeded, who)
        attempts = [
            lambda unit=unit, person=person: set_day(seeded, now, unit=unit, by=person),
            lambda unit=unit, person=person: services.remove_day(day=JUNE, unit=unit, by=person, now=now),
            lambda unit=unit, person=person: services.set_hours(
                unit=unit, valid_from=JUNE, week=MORNINGS, by=person, now=now
            ),
            lambda unit=unit, person=person: services.import_days(entries=[], unit=unit, by=person, now=now),
        ]
        for attempt in attempts:
            if allowed:
                attempt()
            else:
                with pytest.raises(Forbidden):
                    attempt()


def test_top_of_a_tree_alone_changes_nothing_for_everybody(seeded, now):
    """There are many trees; everybody's days belong to a role of their own."""
    top = Person.objects.create(full_name="Hà Đỉnh Cây")
    units.appoint(person=top, unit=seeded.province, role="quan_tri_don_vi", since=date(2026, 1, 1), by=None, now=now)
    set_day(seeded, now, unit=seeded.province, by=top, day=date(2026, 6, 16))
    with pytest.raises(Forbidden):
        set_day(seeded, now, by=top)


def test_visitor_may_nothing(seeded, now):
    with pytest.raises(Forbidden):
        set_day(seeded, now, by=None)


def test_owner_of_the_installation_may_edit_for_everybody(seeded, now):
    seeded.officer.user.is_superuser = True
    seeded.officer.user.save()
    assert set_day(seeded, now, by=seeded.officer).changed_by == seeded.officer


def test_set_hours_replaces_the_week(seeded, now, told):
    services.set_hours(unit=seeded.commune, valid_from=JUNE, week=OFFICE_WEEK, by=seeded.admin, now=now)
    services.set_hours(unit=seeded.commune, valid_from=JUNE, week=MORNINGS, by=seeded.admin, now=now)
    rows = Hours.objects.filter(unit=seeded.commune)
    assert [(row.weekday, row.opens, row.closes) for row in rows] == [(d, time(7), time(11, 30)) for d in range(5)]
    event = Event.objects.filter(kind="calendar.hours_set").last()
    assert (event.data["unit"], event.data["valid_from"], event.data["after"][0]) == ("T1", "2026-06-15", [[420, 690]])
    assert told[-1] == {"earliest": JUNE, "unit_id": seeded.commune.pk, "version": 3}


def test_hours_removed_let_the_superiors_hold_again(seeded, now):
    services.set_hours(unit=seeded.commune, valid_from=JUNE, week=MORNINGS, by=seeded.admin, now=now)
    assert queries.calendar_for(seeded.desk.pk).minutes_per_day(JUNE) == 270
    services.set_hours(unit=seeded.commune, valid_from=JUNE, week=CLOSED_WEEK, by=seeded.admin, now=now)
    assert queries.calendar_for(seeded.desk.pk).minutes_per_day(JUNE) == 480
    with pytest.raises(Refused):
        services.set_hours(unit=seeded.commune, valid_from=JUNE, week=CLOSED_WEEK, by=seeded.admin, now=now)


@pytest.mark.parametrize("monday", [((600, 540),), ((540, 540),), ((420, 690), (660, 900)), ((810, 1020), (420, 690))])
def test_hours_that_overlap_or_end_early_are_refused(seeded, now, monday):
    with pytest.raises(Refused):
        services.set_hours(unit=None, valid_from=JUNE, week=(monday, *OFFICE_WEEK[1:]), by=seeded.chief, now=now)


def test_database_itself_refuses_hours_that_overlap(seeded, now):
    services.set_hours(unit=seeded.commune, valid_from=JUNE, week=OFFICE_WEEK, by=seeded.admin, now=now)
    given = {"unit": seeded.commune, "valid_from": JUNE, "revision": 9, "changed_at": now}
    Hours.objects.create(weekday=0, opens=time(17), closes=time(18), **given)
    Hours.objects.create(weekday=5, opens=time(7), closes=time(18), **given)
    with pytest.raises(IntegrityError, match="calendar_hours_never_overlap"), transaction.atomic():
        Hours.objects.create(weekday=0, opens=time(11), closes=time(12), **given)
    with pytest.raises(IntegrityError, match="calendar_hours_open_before_close"), transaction.atomic():
        Hours.objects.create(weekday=6, opens=time(11), closes=time(11), **given)


def test_database_itself_refuses_a_second_row_for_everybody(seeded, now):
    given = {"kind": Kind.HOLIDAY, "name": "x", "revision": 9, "changed_at": now, "date": date(2026, 4, 30)}
    with pytest.raises(IntegrityError, match="calendar_day_once"), transaction.atomic():
        Day.objects.create(**given)
    Day.objects.create(unit=seeded.commune, **given)


ANNOUNCED = [
    Entry(date(2027, 1, 1), Kind.HOLIDAY, "Tết Dương lịch"),  # confirms the forecast
    Entry(date(2027, 1, 4), Kind.SWAP_OFF, "Nghỉ hoán đổi"),  # new
    Entry(date(2027, 1, 9), Kind.MAKEUP, "Làm bù"),  # new
    Entry(date(2027, 9, 3), Kind.MAKEUP, "Làm bù"),  # the forecast said holiday
]


def test_import_takes_over_an_announcement(seeded, now, told):
    done = services.import_days(entries=ANNOUNCED, source="99/TB", by=seeded.chief, now=now)
    assert [(change.day.isoformat(), change.kind) for change in done] == [
        ("2027-01-01", "confirmed"),
        ("2027-01-04", "added"),
        ("2027-01-09", "added"),
        ("2027-09-03", "changed"),
    ]
    rows = Day.objects.filter(date__in=[entry.day for entry in ANNOUNCED])
    assert [(row.kind, row.confirmed, row.source) for row in rows] == [
        *(("holiday", True, "99/TB"), ("swap_off", True, "99/TB")),
        *(("makeup", True, "99/TB"), ("makeup", True, "99/TB")),
    ]
    assert told == [{"earliest": date(2027, 1, 4), "unit_id": None, "version": 2}]  # a confirmation moves nothing
    assert len(Event.objects.get(kind="calendar.imported").data["days"]) == 4
    assert services.import_days(entries=ANNOUNCED, by=seeded.chief, now=now) == []


@pytest.mark.parametrize(
    ("forecasts", "left", "unsure"),
    [
        (Forecasts.KEEP, 13, date(2027, 1, 1)),
        (Forecasts.CONFIRM, 0, date(2028, 1, 1)),
        (Forecasts.DROP, 0, date(2028, 1, 1)),
    ],
)
def test_import_decides_about_other_forecasts_of_the_year(seeded, now, forecasts, left, unsure):
    before = Day.objects.filter(date__year=2027).count()
    services.import_days(entries=ANNOUNCED, forecasts=forecasts, by=seeded.chief, now=now)
    days = Day.objects.filter(date__year=2027)
    assert (before, days.filter(confirmed=False).count()) == (15, left)
    assert days.count() == (4 if forecasts == Forecasts.DROP else 17)
    assert queries.calendar_for().unsure_from == unsure


def test_import_of_a_stale_preview_is_refused(seeded, now):
    shown = queries.preview(None, ANNOUNCED, Forecasts.KEEP)
    set_day(seeded, now)
    with pytest.raises(Refused, match="xem trước"):
        services.import_days(entries=ANNOUNCED, seen=shown.version, by=seeded.chief, now=now)


def test_preview_asks_who_counts_deadlines(seeded, now):
    asked = []

    def count(sender, *, earliest, unit_id, calendar_for, **kwargs):
        calendar = calendar_for(seeded.desk.pk)
        asked.append((earliest, unit_id, [calendar.is_working_day(entry.day) for entry in ANNOUNCED]))
        return 7

    signals.preview.connect(count)
    try:
        shown = queries.preview(None, ANNOUNCED, Forecasts.KEEP)
    finally:
        signals.preview.disconnect(count)
    assert (shown.moving, shown.version, len(shown.changes)) == (7, 1, 4)
    assert asked == [(date(2027, 1, 4), None, [False, False, True, True])]
    assert queries.calendar_for().is_working_day(date(2027, 1, 4))  # nothing was written
