"""The pages: what they show, to whom, and what a press of a button does."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests.support import org as organisation

from doanso.core.accounts.models import Person, User
from doanso.core.audit.models import Event
from doanso.core.units import services as units
from doanso.features.money.models import Dues, Entry
from doanso.features.money.queries import books
from doanso.features.money.services import posting
from doanso.features.money.tests import ledger
from doanso.features.money.tests.ledger import JULY, NOW, Q3, TODAY

pytestmark = pytest.mark.django_db
BRANCH, BASE = "/tai-chinh/T-CD/", "/tai-chinh/T-CS/"


@pytest.fixture
def org():
    return ledger.build()


def browser(person: Person) -> Client:
    client = Client()
    user, _fresh = User.objects.get_or_create(username=f"u{person.pk}", defaults={"person": person})
    client.force_login(user)
    return client


def sheet(answer) -> list[list[object]]:
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def collecting(org, *ticks: str, **more: str) -> dict[str, object]:
    return {"quy": "2026-3", "ngay": f"{TODAY}", "token": "a", "thang": list(ticks)} | more


def test_books_are_seen_by_their_keepers_and_superiors_alone(org):
    pages = ["", "doan-phi/", "so/", "can-doi/", "khoa-so/"]
    seen = [org.secretary, org.deputy, org.accountant, org.base_secretary, org.province_secretary]
    others = [org.members[2], org.base_member, org.stranger, org.head]

    assert {browser(who).get(BRANCH + page).status_code for who in seen for page in pages} == {200}
    assert {browser(who).get(BRANCH + page).status_code for who in others for page in pages} == {404}
    assert browser(org.secretary).get(BASE).status_code == 404


def test_index_leads_the_keeper_of_one_branch_there(org):
    assert browser(org.secretary).get("/tai-chinh/").url == BRANCH
    listed = browser(org.base_secretary).get("/tai-chinh/").context["page"]
    assert [unit.code for unit in listed] == ["T-CS", "T-CD", "T-CD2"]
    assert [unit.code for unit in browser(org.base_secretary).get("/tai-chinh/?q=10a2").context["page"]] == ["T-CD2"]


def test_ticked_months_are_collected_once(org):
    anh, kiet = org.members[2].pk, org.members[3].pk
    client = browser(org.secretary)

    for _time in range(2):
        answer = client.post(BRANCH + "doan-phi/thu/", collecting(org, f"{anh}:2026-07-01", f"{kiet}:all"))

    assert (answer.status_code, Entry.objects.count()) == (409, 1)
    assert ledger.paid(org) == [
        ("Trương Mỹ Anh", JULY, 2000),
        *(("Phạm Tuấn Kiệt", month, 2000) for month in Q3.months),
    ]


NONSENSE = [
    {"thang": "x"},
    {"thang": "1:0000-00-01"},
    {"thang": "1:0000-01-01"},
    {"thang": "99999999999999999999:all"},
    {"quy": "2026-9"},
    {"ngay": "hôm qua"},
    {"token": ""},
    {"ngay": "9999-12-31"},
]


def test_nonsense_is_refused_in_words(org):
    client, right = browser(org.secretary), collecting(org, f"{org.members[2].pk}:2026-07-01")

    assert [client.post(BRANCH + "doan-phi/thu/", right | more).status_code for more in NONSENSE] == [409] * 8
    assert Entry.objects.count() == 0


def test_odd_addresses_show_the_usual(org):
    pages = ["doan-phi/?quy=x", "so/?tk=%00&tu=1&den=9", "can-doi/?tu=2026-09-09&den=2026-01-01"]

    assert [browser(org.secretary).get(BRANCH + page).status_code for page in pages] == [200] * 3


def test_readers_see_no_buttons_and_may_not_press_them(org):
    client = browser(org.base_secretary)
    tick = f"{org.members[2].pk}:2026-07-01"

    assert "Ghi thu" not in client.get(BRANCH + "doan-phi/?quy=2026-3").content.decode()
    assert client.post(BRANCH + "doan-phi/thu/", collecting(org, tick)).status_code == 403
    assert client.get(BRANCH + "thu-chi/").status_code == 403
    assert client.post(BRANCH + "khoa-so/", {"last_day": "2026-10-31", "counted": "0"}).status_code == 403


def test_exempting_income_and_their_end_by_buttons(org):
    client, anh = browser(org.secretary), org.members[2].pk
    client.post(BRANCH + "doan-phi/mien/", {"quy": "2026-3", "thang": f"{anh}:all", "ly_do": "Hộ nghèo"})
    fact = Dues.objects.filter(kind="exempt").first()
    client.post(f"{BRANCH}doan-phi/mien/{fact.pk}/huy/")
    client.post(BRANCH + "doan-phi/thu-nhap/", {"quy": "2026-3", "nguoi": anh, "co": "on"})

    sheet = client.get(BRANCH + "doan-phi/?quy=2026-3").context["sheet"]

    assert [[cell.fact and cell.fact.kind, cell.rate] for cell in sheet.rows[0].cells] == [
        [None, 5000],
        ["exempt", 5000],
        ["exempt", 5000],
    ]


def test_dues_go_from_the_branch_to_the_base_by_buttons(org):
    ledger.collect(org)
    money = {"quy": "2026-3", "ngay": f"{TODAY}", "so_tien": "10.000", "quy_tien": "111"}

    browser(org.secretary).post(BRANCH + "doan-phi/nop/", money | {"token": "b"})
    browser(org.accountant).post(BASE + "doan-phi/nhan/", money | {"token": "c", "tu": "T-CD"})

    assert [books.balance(unit, "111") for unit in (org.branch, org.base)] == [20_000, 10_000]
    row = browser(org.accountant).get(BASE + "doan-phi/?quy=2026-3").context["rows"][0]
    assert (row.difference, row.to_pass) == (0, 0)
    answer = browser(org.accountant).post(BASE + "doan-phi/nhac/", {"quy": "2026-3", "tu": "T-CD"}, follow=True)
    assert "Đã nhắc 2 người." in answer.content.decode()


def test_written_by_hand_taken_back_and_closed(org):
    client = browser(org.secretary)
    given = {"what": "funding", "via": "111", "amount": "1.250.000 đ", "day": "2026-10-02", "words": "Trên cấp"}

    page = client.post(BRANCH + "thu-chi/", given | {"token": "d"}, follow=True)
    back = client.post(page.redirect_chain[-1][0] + "huy/", {"ly_do": "Nhầm", "ngay": "2026-10-03"}, follow=True)
    wrong = client.post(BRANCH + "thu-chi/", given | {"token": "e", "amount": "1,5"})
    client.post(BRANCH + "khoa-so/", {"last_day": "2026-10-31", "counted": "0"})

    assert (page.context["sum"], back.context["entry"].undoes.label) == (1_250_000, "1/2026")
    assert (wrong.status_code, wrong.context["form"]["words"].value()) == (422, "Trên cấp")
    assert books.closed_up_to(org.branch) == date(2026, 10, 31)


def test_book_runs_over_pages_and_into_a_sheet(org):
    for number in range(1, 53):
        ledger.record(org, "income", number, day=date(2026, 10, 1 if number < 3 else 2))
    client, days = browser(org.secretary), "?tk=111&tu=2026-10-02&den=2026-10-31"

    second = client.get(f"{BRANCH}so/{days}&page=1").context
    rows = sheet(client.get(f"{BRANCH}so/bang.xlsx{days}"))

    assert (second["opening_shown"], second["closing_shown"], second["rows"][1][1]) == (3, 1378, 10)
    assert (len(rows), rows[1][6], rows[2][6], rows[-1][4:]) == (53, 3, 6, [1375, 0, 1378])


def test_trial_balance_of_a_unit_with_all_below_balances(org):
    ledger.collect(org)
    ledger.pass_up(org, 10_000)
    ledger.receive(org, 9_000)

    found = browser(org.accountant).get(BASE + f"can-doi/?ca_duoi=on&den={TODAY}&tu=2026-01-01").context

    assert {line.account.pk: line.closing for line in found["lines"]} == {
        "111": 29_000, "336": -3_000, "5111": -20_000, "5112": -6_000
    }  # fmt: skip
    assert (found["sums"]["closing_debit"], found["sums"]["closing_credit"]) == (29_000, 29_000)
    rows = sheet(browser(org.accountant).get(BASE + f"can-doi/bang.xlsx?den={TODAY}&tu=2026-01-01"))
    assert rows[-1] == [None, "Tổng cộng", 0, 0, 9_000, 9_000, 9_000, 9_000]


def test_lists_of_dues_as_sheets(org):
    ledger.collect(org, [(org.members[2].pk, JULY)])

    of_branch = sheet(browser(org.secretary).get(BRANCH + "doan-phi/danh-sach.xlsx?quy=2026-3"))
    of_base = sheet(browser(org.accountant).get(BASE + "doan-phi/danh-sach.xlsx?quy=2026-3"))

    assert of_branch[1][:1] + of_branch[1][2:] == ["Trương Mỹ Anh", 2000, "chưa đóng", "chưa đóng", 2000, 4000]
    told = Event.objects.get(kind="money.exported")
    assert (told.actor, told.data) == (org.secretary, {"quarter": "2026-3", "rows": 5})
    assert of_base[1] == ["Chi đoàn 10A1", 30_000, 2_000, 28_000, 666, 0, 0, 0]


def test_pages_take_the_same_queries_however_long_they_are(org):
    client = browser(org.secretary)

    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(BRANCH + page).status_code == 200
        return len(queries)

    ledger.collect(org, [(org.members[2].pk, JULY)])
    pages = ["doan-phi/?quy=2026-3", "so/?tk=111&tu=2026-01-01&den=2026-12-31", ""]
    before = [asked(page) for page in pages]
    for number in range(8):
        member = organisation.person(f"Lê Văn {number}")
        units.admit(person=member, unit=org.branch, since=organisation.SINCE, by=None, now=NOW)
        ledger.collect(org, [(member.pk, JULY)])

    assert [asked(page) for page in pages] == before


def test_entry_of_another_unit_is_not_found_under_this_one(org):
    entry = ledger.record(org, "income", 5, unit=org.base, by=org.accountant)

    assert browser(org.accountant).get(f"{BRANCH}but-toan/{entry.pk}/").status_code == 404
    assert posting.Entry.objects.count() == 1
