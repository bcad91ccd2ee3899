"""A person's record: the timeline, what is noted by hand, the book on paper, and lists as of a day."""

import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.support import org as organisation
from tests.support.org import NOON, SINCE

from doanso.core.audit.models import Event
from doanso.features.members import services
from doanso.features.members.models import Entry
from doanso.features.members.services import Source, Wanted
from doanso.features.members.tests.test_views import browser, names

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FROM = Source("T-1", None, NOON, "15-QĐ/ĐTN")


@pytest.fixture
def org():
    built = organisation.build()
    services.open_register(now=NOON)
    return built


def text_of(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def test_the_timeline_tells_what_was_decided_and_what_was_undone(org) -> None:
    person = org.members[2]
    services.enter(person, Wanted(Entry.Kind.GRADED, SINCE + DAY, data={"year": 2026, "grade": "Hoàn thành tốt"}), FROM)
    deferred = services.enter(person, Wanted(Entry.Kind.DEFERRED, SINCE + 2 * DAY, until=SINCE + 9 * DAY), FROM)
    services.undo(deferred, Source("T-2", None, NOON, "16-QĐ/ĐTN"))

    answer = browser(org.secretary).get(f"/doan-vien/{person.pk}/")

    assert [(line.title, line.details, line.source, line.undone) for line in answer.context["lines"]] == [
        ("Tạm hoãn sinh hoạt", ("đến 10/01/2026",), "Hồ sơ T-1", "Đã hủy ngày 18/11/2026: 16-QĐ/ĐTN"),
        ("Xếp loại năm 2026: Hoàn thành tốt", (), "Hồ sơ T-1", ""),
        ("Chuyển vào sổ đoàn viên", ("Chi đoàn 10A1",), "Ghi khi mở sổ", ""),
    ]
    assert answer.context["standing"].grades == [(2026, "Hoàn thành tốt")]
    assert "<s><strong>Tạm hoãn sinh hoạt</strong></s>" in answer.text
    assert "/ho-so/T-1/" not in answer.text  # no dossier that this reader may open


def test_a_secretary_notes_a_skill_with_its_evidence_and_others_do_not(org) -> None:
    person = org.members[2]
    page, given = f"/doan-vien/{person.pk}/", {"mark": "language", "text": "Tiếng Anh B1", "evidence": "Số 12"}
    assert browser(person).post(f"{page}ghi-nhan/", given).status_code == 403
    assert browser(org.stranger).post(f"{page}ghi-nhan/", given).status_code == 404
    client = browser(org.secretary)
    assert client.post(f"{page}ghi-nhan/", {**given, "evidence": ""}).status_code == 422

    assert client.post(f"{page}ghi-nhan/", given).status_code == 302
    assert client.get(page).context["standing"].marks == [("Ngoại ngữ", ["Tiếng Anh B1"])]
    kept = Event.objects.filter(kind="members.entered").latest("pk")
    assert (kept.actor, kept.data["entries"][0]["data"]) == (org.secretary, given)


def test_the_book_holds_what_stands_and_who_took_it_is_written_down(org) -> None:
    person = org.members[2]
    services.enter(person, Wanted(Entry.Kind.CARDED, SINCE + DAY, data={"card": "C-77"}), FROM)
    answer = browser(org.secretary).get(f"/doan-vien/{person.pk}/so-doan-vien.pdf")

    text = text_of(b"".join(answer.streaming_content))
    for words in ("Sổ đoàn viên", "Trương Mỹ Anh", "Chi đoàn 10A1", "C-77", "15-QĐ/ĐTN"):
        assert words in text
    event = Event.objects.latest("pk")
    assert (event.kind, event.actor, event.target_id) == ("members.book_printed", org.secretary, str(person.pk))
    assert browser(org.stranger).get(f"/doan-vien/{person.pk}/so-doan-vien.pdf").status_code == 404


def test_a_list_as_of_a_day_has_who_belonged_then_and_sums_that_add_up(org) -> None:
    today = timezone.localdate()
    services.enter(org.members[2], Wanted(Entry.Kind.LEFT, today), FROM)
    services.enter(org.members[3], Wanted(Entry.Kind.DEFERRED, today, until=today), FROM)
    client = browser(org.secretary)

    now, before = client.get("/doan-vien/"), client.get(f"/doan-vien/?ngay={today - DAY}")
    assert (now.context["tally"].sums, len(names(now))) == ([("Đang sinh hoạt", 3), ("Tạm hoãn sinh hoạt", 1)], 4)
    assert (before.context["tally"].sums, len(names(before))) == ([("Đang sinh hoạt", 5)], 5)
    assert len(names(client.get("/doan-vien/?ngay=x"))) == len(names(client.get("/doan-vien/?ngay=2999-01-01"))) == 4
