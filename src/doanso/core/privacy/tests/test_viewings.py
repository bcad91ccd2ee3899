"""Whoever opens another person's record is written down: once an hour, for good, and to be seen by whose it is."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.support import org as organisation

from doanso.core.audit.models import Event
from doanso.core.privacy import services
from doanso.core.privacy.models import Viewing
from doanso.core.privacy.tests.support import browser, build, seen

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 18, 5, 10, tzinfo=UTC)


def look(reader, person, *, place="members.member", at=NOON):
    return services.viewed(reader=reader, person=person, place=place, now=at)


def test_one_row_for_each_reader_person_and_hour_and_none_for_oneself():
    first, second = organisation.person("Một"), organisation.person("Hai")

    wrote = [
        look(first, second),
        look(first, second, place="members.book", at=NOON + timedelta(minutes=49)),
        look(first, second, at=NOON + timedelta(minutes=50)),
        look(second, first),
        look(first, first),
    ]

    assert wrote == [True, False, True, True, False]
    assert Viewing.objects.count() == 3


def test_a_record_without_a_person_counts_by_its_code_and_lists_count_each_time():
    reader = organisation.person("Một")
    for code in ("NS1", "NS1", "NS2"):
        services.viewed(reader=reader, subject=code, place="staff.record", now=NOON)
    for _each in range(2):
        services.listed(reader=reader, place="members.list", number=7, narrowed={"unit": "T-CD", "text": ""}, now=NOON)

    assert list(Viewing.objects.order_by("pk").values_list("subject", "data")) == [
        ("NS1", {}),
        ("NS2", {}),
        ("", {"rows": 7, "narrowed": {"unit": "T-CD"}}),
        ("", {"rows": 7, "narrowed": {"unit": "T-CD"}}),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_who_open_the_same_record_at_once_leave_one_row():
    reader, person = organisation.person("Một"), organisation.person("Hai")
    together = Barrier(2)

    def run() -> None:
        together.wait()
        look(reader, person)
        connections.close_all()

    threads = [Thread(target=run) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Viewing.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE privacy_viewing SET place = 'x'", "DELETE FROM privacy_viewing", "TRUNCATE privacy_viewing"],
)
def test_the_database_keeps_every_viewing(statement):
    look(organisation.person("Một"), organisation.person("Hai"), at=timezone.now() - timedelta(days=360))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_pages_about_others_are_written_down_and_the_person_sees_who_it_was():
    o = build()
    secretary = browser(o.secretary)
    secretary.get(f"/doan-vien/{o.mate.pk}/so-doan-vien.pdf")
    secretary.get(f"/doan-vien/{o.secretary.pk}/")
    secretary.get("/doan-vien/danh-sach.xlsx?q=my anh")
    mine = browser(o.mate)
    mine.get(f"/doan-vien/{o.mate.pk}/")

    page = mine.get("/du-lieu-ca-nhan/ai-da-xem/")

    told = [(line.viewing.reader, line.office, line.place) for line in page.context["lines"]]
    assert seen() == [
        ("Hồ Khánh Linh", "Trương Mỹ Anh", "members.book"),
        ("Hồ Khánh Linh", "", "members.list"),
    ]
    assert told == [(o.secretary, "Bí thư, Chi đoàn 10A1", "Sổ đoàn viên (PDF)")]
    assert Viewing.objects.get(place="members.list").data["rows"] == 1


def test_a_page_costs_one_query_more_at_most():
    o = build()
    secretary = browser(o.secretary)
    path = f"/doan-vien/{o.mate.pk}/"
    secretary.get(path)

    with CaptureQueriesContext(connection) as asked:
        secretary.get(path)

    assert [q["sql"].split(" ON ")[0][:27] for q in asked if "privacy_" in q["sql"]] == ['INSERT INTO "privacy_viewin']


def test_who_oversees_sees_their_own_units_alone_and_is_written_down():
    o = build()
    browser(o.secretary).get(f"/doan-vien/{o.mate.pk}/")
    browser(o.base_secretary).get(f"/doan-vien/{o.secretary.pk}/")
    look(o.head, o.stranger)
    keeper = browser(o.keeper)

    everything = keeper.get("/du-lieu-ca-nhan/nhat-ky-xem/").context["lines"]
    by_name = keeper.get("/du-lieu-ca-nhan/nhat-ky-xem/?ve_ai=truong my&nguoi_xem=LINH").context["lines"]
    none = keeper.get("/du-lieu-ca-nhan/nhat-ky-xem/?den=2020-01-01&noi=khong-co").context["lines"]

    pairs = [(line.viewing.reader.full_name, str(line.viewing.person)) for line in everything]
    assert pairs == [("Bùi Thế Vũ", "Hồ Khánh Linh"), ("Hồ Khánh Linh", "Trương Mỹ Anh")]
    assert [line.viewing.person for line in by_name] == [o.mate]
    assert [line.place for line in none] == []
    assert seen()[-1] == ("Vi Thị Giữ", "", "privacy.viewings")


def test_a_stranger_is_refused_and_leaves_no_viewing():
    o = build()
    client = browser(o.stranger)

    paths = (f"/doan-vien/{o.mate.pk}/", f"/quan-tri/nguoi/{o.mate.pk}/", "/du-lieu-ca-nhan/nhat-ky-xem/")

    assert [client.get(path).status_code for path in paths] == [404, 403, 403]
    assert (seen(), client.get("/du-lieu-ca-nhan/ai-da-xem/").context["lines"]) == ([], [])


def test_the_officer_next_door_is_refused():
    o = build()
    other = organisation.person("Cán Bộ Bên")
    organisation.seat(other, o.sister, "bi_thu")

    answers = [browser(other).get(f"/doan-vien/{o.mate.pk}/{end}").status_code for end in ("", "so-doan-vien.pdf")]

    assert (answers, seen()) == ([404, 404], [])


def test_a_former_secretary_is_refused_and_what_they_saw_stays_written():
    o = build()
    client = browser(o.secretary)
    client.get(f"/doan-vien/{o.mate.pk}/")
    o.secretary.positions.update(valid_to=timezone.localdate() - timedelta(days=1))

    assert client.get(f"/doan-vien/{o.mate.pk}/").status_code == 404
    assert seen() == [("Hồ Khánh Linh", "Trương Mỹ Anh", "members.member")]


def test_a_curious_administrator_is_written_down_and_cannot_read_the_log():
    o = build()
    admin = organisation.person("Ngô Quản Trị")
    organisation.seat(admin, o.province, "quan_tri_don_vi")
    client = browser(admin)

    assert client.get(f"/quan-tri/nguoi/{o.mate.pk}/").status_code == 200
    assert client.get("/du-lieu-ca-nhan/nhat-ky-xem/").status_code == 403
    assert seen() == [("Ngô Quản Trị", "Trương Mỹ Anh", "units.person")]
    assert not Event.objects.filter(kind__startswith="privacy").exists()
