"""How often a submission and a step ask the database: what each costs grows with this number.

docs/decisions/0012-performance.md has the figures. Those here count the session, the account and the transaction,
and of a submission the rate limit and the end of the draft that a form of two pages has.
"""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.support import org as organisation

from doanso.blocks.workflow import queries as workflow
from doanso.core.accounts.models import Person, User
from doanso.features.procedures.models import Dossier, Status
from doanso.features.procedures.tests import office, publicly

MOST = {"submission": 30, "step": 7, "step that signs and ends": 10}
LAST_PAGE = {**publicly.CONTACT, "thu_dien_tu": "thu@example.vn"}


@pytest.fixture
def org(transactional_db):
    """Its first dossier has gone all the way: what is remembered is remembered."""
    org = publicly.build()
    admin = organisation.person("Ngô Quản Trị")
    organisation.seat(admin, org.commune, "quan_tri_don_vi")
    office.day_off(date(2026, 12, 1), admin, unit=org.commune)  # a table that was changed once is remembered, too
    org.desk_browser, org.head_browser = signing_in(org.desk_officer), signing_in(org.head)
    first, _asked = submit()
    finish(first, org.desk_browser)
    finish(first, org.head_browser)
    return org


def signing_in(person: Person) -> Client:
    """By the page, which notes whose session it is."""
    phone = f"09{person.pk:08}"
    User.objects.create_user(phone, password="mat-khau-thu", person=person)
    client = Client()
    assert client.post("/dang-nhap/", {"login": phone, "password": "mat-khau-thu"}).status_code == 302
    return client


def submit() -> tuple[Dossier, CaptureQueriesContext]:
    visitor = Client()
    page = publicly.last_page(visitor)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        sent = publicly.turn(visitor, "/thu-tuc/T-1/nop/", page, go="submit", **LAST_PAGE)
    return publicly.arrived(sent).dossier, asked


def finish(dossier: Dossier, browser: Client) -> CaptureQueriesContext:
    """The open step, by the button of its page."""
    step = workflow.open_steps(workflow.case_of(dossier)).get()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = browser.post(f"/ho-so/{dossier.code}/buoc/{step.pk}/", {"action": "forward", "comment": "Đủ giấy tờ"})
    assert answer.status_code == 302
    return asked


def words(asked: CaptureQueriesContext) -> str:
    return "\n".join(f"{number:3} {query['sql'][:150]}" for number, query in enumerate(asked.captured_queries, 1))


def test_submission_and_steps_ask_no_more_than_they_must(org) -> None:
    dossier, submitting = submit()
    plain = finish(dossier, org.desk_browser)
    signing = finish(dossier, org.head_browser)

    dossier.refresh_from_db()
    assert (dossier.status, dossier.result.number) == (Status.RETURNED, "02/QĐ-UB")
    assert len(submitting) <= MOST["submission"], words(submitting)
    assert len(plain) <= MOST["step"], words(plain)
    assert len(signing) <= MOST["step that signs and ends"], words(signing)
