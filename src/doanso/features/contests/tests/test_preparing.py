"""An organiser prepares a contest on its pages, publishes it, moves its dates, calls it off."""

import subprocess
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone
from tests.support import org as organisation

from doanso.core.accounts.models import User
from doanso.core.audit.models import Event
from doanso.core.search import queries as search
from doanso.features.contests import posters
from doanso.features.contests.models import Contest, Round, State
from doanso.features.contests.queries import organising, published
from doanso.features.contests.tests import sample

pytestmark = pytest.mark.django_db
HOME = "/to-chuc-thi/"
ONE_PRIZE = {"giai-TOTAL_FORMS": "1", "giai-INITIAL_FORMS": "0"}
ONE_LINE = {"dong-TOTAL_FORMS": "1", "dong-INITIAL_FORMS": "0"}
WHEN = "%Y-%m-%dT%H:%M"


def browser(person) -> Client:
    user, _made = User.objects.get_or_create(username=f"p{person.pk}", person=person)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def org():
    built = organisation.build()
    built.bank = sample.bank(built.province)
    built.client = browser(built.province_secretary)
    return built


def begun(org, *, start: str = "mau:lich-su", name: str = "Tìm hiểu lịch sử Đoàn") -> Contest:
    day = timezone.localdate() + timedelta(days=7)
    sent = {"start": start, "name": name, "unit": "T-HL", "first_day": day.isoformat()}
    answer = org.client.post(HOME + "moi/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    return Contest.objects.latest("pk")


def line(bank, count: int, **more: str) -> dict[str, str]:
    return {
        "dong-0-source": str(bank.pk),
        "dong-0-count": str(count),
        "dong-0-points": "5",
        "dong-0-difficulty": "",
    } | more


def send_lines(org, contest: Contest, number: int, **sent: str):
    page = f"{HOME}{contest.code}/dot-{number}/de/"
    seen = org.client.get(page).context["seen"]
    forms = {"dong-TOTAL_FORMS": "2", "dong-INITIAL_FORMS": "0", "seen": seen}
    return org.client.post(page, forms | sent)


def send_part(org, contest: Contest, part: str, **sent: object):
    page = f"{HOME}{contest.code}/{part}/"
    form = org.client.get(page).context["form"]
    held = {name: value for name, value in form.initial.items() if value not in (None, [], False)}
    return org.client.post(page, held | sent)


def ready(org) -> Contest:
    contest = begun(org, start="mau:van-hoa-so", name="Văn hóa số")
    send_lines(org, contest, 1, **line(org.bank, 10))
    send_part(org, contest, "gioi-thieu", rules="1. Thể lệ\n- Mỗi người thi một lượt.")
    contest.refresh_from_db()
    return contest


def faults(org, contest: Contest) -> list[str]:
    return [fault.words for fault in org.client.get(f"{HOME}{contest.code}/").context["faults"]]


def test_a_contest_goes_from_template_to_poster_and_everything_is_written_down(org, tmp_path) -> None:
    contest = begun(org)
    assert [(one.name, one.minutes, one.attempts) for one in contest.rounds.all()] == [
        ("Tuần 1", 15, 2),
        ("Tuần 2", 15, 2),
        ("Tuần 3", 15, 2),
        ("Chung kết", 20, 1),
    ]
    assert faults(org, contest) == [
        "Chưa viết thể lệ.",
        *(f"{name}: Chưa có cấu trúc đề." for name in ("Tuần 1", "Tuần 2", "Tuần 3", "Chung kết")),
    ]
    for number in range(1, 5):
        assert send_lines(org, contest, number, **line(org.bank, 10)).status_code == 302
    composed = org.client.get(f"{HOME}{contest.code}/gioi-thieu/").context["form"].initial["rules"]
    assert "10 câu hỏi, 15 phút mỗi lượt; thi tối đa 2 lượt, lấy lượt có điểm cao nhất." in composed
    assert "Bài thi tối đa 50 điểm" in composed
    send_part(org, contest, "gioi-thieu", rules=composed)
    assert faults(org, contest) == []

    org.client.post(f"{HOME}{contest.code}/cong-bo/")

    contest.refresh_from_db()
    assert contest.state == State.PUBLISHED
    assert contest.rounds.filter(frozen_at=None).count() == 0
    link = published.link(contest)
    assert Client().get(link.removeprefix("http://localhost:8000")).status_code in (302, 200)
    picture = tmp_path / "p.png"
    picture.write_bytes(b"".join([Client().get(f"/cuoc-thi/{contest.code}/ap-phich.png").content]))
    scanned = subprocess.run(["zbarimg", "--quiet", "--raw", picture], capture_output=True, check=True)
    assert scanned.stdout.decode().strip() == link
    hits = search.search("lich su doan", user=AnonymousUser(), sources=["contests"]).hits
    assert [hit.key for hit in hits] == [contest.code]
    kinds = Event.objects.filter(target_type="contests.contest").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [
        "contests.created",
        *["contests.lines_changed"] * 4,
        "contests.changed",
        "contests.published",
    ]


def test_the_poster_fits_one_sheet_and_is_light(org) -> None:
    data = posters.PosterData(
        name="Cuộc thi trực tuyến tìm hiểu lịch sử và truyền thống vẻ vang của Đoàn TNCS Hồ Chí Minh " * 2,
        organiser="Ban Chấp hành Đoàn TNCS Hồ Chí Minh tỉnh Hưng Lộc",
        summary="Dành cho đoàn viên, thanh niên toàn tỉnh. " * 8,
        rounds=tuple((f"Tuần {n}", "8h 24/11 – 22h 29/11/2026") for n in range(1, 9)),
        facts=("20 câu hỏi", "15 phút", "tối đa 2 lượt"),
        audience=("Đoàn viên, thanh niên thuộc Tỉnh đoàn.",) * 4,
        entry="Khai họ tên, đơn vị hoặc đăng nhập",
        prizes=tuple((f"{n} Giải Khuyến khích", "500.000 đồng và giấy khen") for n in range(1, 12)),
        url="https://so.hungloc.example.vn/q/7K3M9QXAB2",
        short_url="so.hungloc.example.vn/q/7K3M9QXAB2",
    )
    for size, format in (("a4", "pdf"), ("a3", "pdf"), ("a4", "svg")):
        assert len(posters.poster(data, size=size, format=format)) <= 300_000
    info = subprocess.run(["pdfinfo", "-"], input=posters.poster(data), capture_output=True, check=True).stdout.decode()
    assert [row for row in info.splitlines() if row.startswith("Pages")] == ["Pages:           1"]


def test_two_officers_edit_at_once_and_the_second_is_told(org) -> None:
    contest = begun(org)
    page = f"{HOME}{contest.code}/gioi-thieu/"
    first, second = (
        {"name": "A", "summary": "A", "rules": "A"},
        {"name": "B", "summary": "Của người sau", "rules": ""},
    )
    seen = org.client.get(page).context["form"].initial["seen"]
    assert org.client.post(page, first | {"seen": seen}).status_code == 302

    late = org.client.post(page, second | {"seen": seen})

    contest.refresh_from_db()
    assert (late.status_code, contest.name) == (422, "A")
    assert "Của người sau" in late.content.decode()
    assert len(late.context["form"].non_field_errors()) == 1
    rows = f"{HOME}{contest.code}/dot-1/de/"
    forms = {"dong-TOTAL_FORMS": "1", "dong-INITIAL_FORMS": "0", "seen": org.client.get(rows).context["seen"]}
    assert org.client.post(rows, forms | line(org.bank, 3)).status_code == 302
    assert org.client.post(rows, forms | line(org.bank, 9)).status_code == 422
    assert [one.count for one in contest.rounds.get(number=1).lines.all()] == [3]


def test_prizes_are_for_people_or_units_in_one_round_or_the_whole_contest(org) -> None:
    contest = begun(org)
    page = f"{HOME}{contest.code}/giai-thuong/"
    rows = [("Giải Nhất", "0", "", "1", "1", "2.000.000 đồng"), ("Tập thể dẫn đầu", "1", "4", "1", "3", "")]
    names = ("name", "whom", "where", "first", "last", "value")
    sent = {f"giai-{n}-{name}": value for n, row in enumerate(rows) for name, value in zip(names, row, strict=True)}
    sent |= {"giai-TOTAL_FORMS": "3", "giai-INITIAL_FORMS": "0", "seen": org.client.get(page).context["seen"]}

    assert org.client.post(page, sent | {"giai-1-whom": "0", "giai-1-where": ""}).status_code == 422
    assert org.client.post(page, sent).status_code == 302

    kept = contest.prizes.values_list("name", "for_units", "round__number", "first", "last", "value")
    assert list(kept) == [("Giải Nhất", False, None, 1, 1, "2.000.000 đồng"), ("Tập thể dẫn đầu", True, 4, 1, 3, "")]


def test_nobody_else_sees_or_changes_a_contest(org) -> None:
    org.base_officer = org.base_secretary
    contest = ready(org)
    pages = ["", "gioi-thieu/", "phan/doi-tuong/", "giai-thuong/", "dot-1/", "dot-1/de/", "dot-1/de-mau/", "huy/"]
    for person, home in ((org.base_officer, 200), (org.base_member, 403), (org.stranger, 403)):
        client = browser(person)
        assert client.get(HOME).status_code == home
        assert {client.get(f"{HOME}{contest.code}/{page}").status_code for page in pages} == {404}
        for page in ("cong-bo/", "xoa/", "dot-1/xoa/", "gioi-thieu/", "phan/dap-an/"):
            assert client.post(f"{HOME}{contest.code}/{page}").status_code == 404
        wanted = {"start": "trong", "name": "X", "unit": "T-HL", "first_day": "2026-12-01"}
        assert client.post(HOME + "moi/", wanted).status_code == (422 if home == 200 else 403)
    contest.refresh_from_db()
    assert contest.state == State.DRAFT


def test_questions_come_from_banks_that_one_works_with(org) -> None:
    """The base unit's secretary has no right in the province's bank, whatever is typed."""
    org.client = browser(org.base_secretary)
    day = (timezone.localdate() + timedelta(days=2)).isoformat()
    org.client.post(HOME + "moi/", {"start": "mau:van-hoa-so", "name": "Của trường", "unit": "T-CS", "first_day": day})
    contest = Contest.objects.get()

    answer = send_lines(org, contest, 1, **line(org.bank, 3))

    assert (answer.status_code, contest.rounds.get().lines.count()) == (422, 0)


def test_published_dates_move_with_a_reason_that_everybody_reads(org) -> None:
    contest = ready(org)
    page = f"{HOME}{contest.code}/dot-1/doi-lich/"
    org.client.post(f"{HOME}{contest.code}/cong-bo/")
    one = contest.rounds.get()
    opens, closes = timezone.localtime(one.opens_at), timezone.localtime(one.closes_at) + timedelta(days=2)
    sent = {"opens_at": opens.strftime(WHEN), "closes_at": closes.strftime(WHEN)}

    assert org.client.post(page, sent | {"reason": " "}).status_code == 422
    assert org.client.post(page, sent | {"reason": "Mưa bão kéo dài."}).status_code == 302

    one.refresh_from_db()
    assert one.closes_at == closes
    told = [(notice.words, notice.reason) for notice in published.notices(contest)]
    assert told == [(f"Đợt thi nay diễn ra từ {opens:%H:%M %d/%m/%Y} đến {closes:%H:%M %d/%m/%Y}.", "Mưa bão kéo dài.")]
    locks = set(org.bank.questions.values_list("locks__until", flat=True))
    assert locks == {closes + timedelta(seconds=10)}  # as long as a paper is taken


def test_questions_change_until_a_published_round_opens_and_then_no_more(org) -> None:
    contest = ready(org)
    org.client.post(f"{HOME}{contest.code}/cong-bo/")
    assert send_lines(org, contest, 1, **line(org.bank, 7)).status_code == 302
    one = contest.rounds.get()
    assert (one.frozen_at is None, [row.count for row in one.lines.all()], one.items.count()) == (False, [7], 12)
    refused = send_lines(org, contest, 1, **line(org.bank, 13))
    assert (refused.status_code, contest.rounds.get().items.count()) == (409, 12)

    Round.objects.filter(pk=one.pk).update(opens_at=timezone.now() - timedelta(minutes=1))

    assert send_lines(org, contest, 1, **line(org.bank, 5)).status_code == 409
    assert send_part(org, contest, "gioi-thieu", summary="Đã sửa").status_code == 302
    entrant = sample.entrant(contest)
    one.attempts_made.create(
        entrant=entrant, number=1, started_at=timezone.now(), last_at=timezone.now() + timedelta(minutes=15)
    )
    assert send_part(org, contest, "phan/bang-diem", tie_0="earliest").status_code == 409


def test_a_contest_that_is_called_off_says_why_and_cannot_come_back(org) -> None:
    contest = ready(org)
    assert org.client.post(f"{HOME}{contest.code}/huy/", {"reason": "Sớm quá"}).status_code == 409
    org.client.post(f"{HOME}{contest.code}/cong-bo/")
    assert org.client.post(f"{HOME}{contest.code}/cong-bo/").status_code == 409
    assert org.client.post(f"{HOME}{contest.code}/huy/", {"reason": "Trùng lịch thi học kỳ."}).status_code == 302
    contest.refresh_from_db()
    assert contest.state == State.CANCELLED
    assert [notice.reason for notice in published.notices(contest)] == ["Trùng lịch thi học kỳ."]
    assert org.client.post(f"{HOME}{contest.code}/cong-bo/").status_code == 409
    assert send_part(org, contest, "gioi-thieu", summary="Sửa").status_code == 409


def test_an_earlier_contest_is_copied_with_its_dates_moved(org) -> None:
    earlier = ready(org)
    first = earlier.rounds.get()

    copied = begun(org, start=f"sao:{earlier.code}", name="Văn hóa số")

    made = copied.rounds.get()
    assert (copied.code, copied.rules, copied.state) == ("van-hoa-so-2", earlier.rules, State.DRAFT)
    assert timezone.localdate(made.opens_at) == timezone.localdate() + timedelta(days=7)
    assert made.closes_at - made.opens_at == first.closes_at - first.opens_at
    assert bytes(made.secret) != bytes(first.secret)
    assert organising.lines(made) == organising.lines(first)
    assert organising.prizes(copied) == organising.prizes(earlier)
    org.client.post(f"{HOME}{copied.code}/xoa/")
    assert Contest.objects.get() == earlier


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("dot-1/", {"minutes": "0", "opens_at": "hôm nay", "attempts": "x"}),
        ("dot-1/", {"opens_at": "9999-12-31T23:59", "closes_at": "0001-01-01T00:00", "minutes": "9"}),
        ("phan/doi-tuong/", {"units": ["KHONG-CO"], "from_age": "90", "to_age": "10", "jobs": "x\n" * 50}),
        ("phan/bang-diem/", {"tie_0": "time", "tie_1": "time"}),
        ("phan/dap-an/", {"show": "ngay"}),
        ("giai-thuong/", {"giai-TOTAL_FORMS": "99999", "giai-INITIAL_FORMS": "-1"}),
        ("giai-thuong/", ONE_PRIZE | {"giai-0-name": "Giải Nhất", "giai-0-first": "9"}),
        ("dot-1/de/", ONE_LINE | {"dong-0-source": "1.1.1", "dong-0-count": "\0"}),
    ],
)
def test_bad_input_is_told_beside_what_was_typed(org, page, sent) -> None:
    contest = begun(org)
    assert org.client.post(f"{HOME}{contest.code}/{page}", sent).status_code == 422
    assert org.client.get(f"{HOME}{contest.code}/phan/la/").status_code == 404
