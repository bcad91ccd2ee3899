"""A dossier that waits for its applicant: a fee to be paid, and nobody who comes back."""

from datetime import datetime
from functools import partial

import pytest

from doanso.blocks.workflow import queries as workflow
from doanso.core.audit.models import Event
from doanso.core.inbox.models import Item
from doanso.core.notify.models import Notification
from doanso.features.procedures.models import Dossier, Status
from doanso.features.procedures.services import dossiers, waiting
from doanso.features.procedures.tests import office, publicly
from doanso.features.procedures.tests.office import NOON
from doanso.lib.dates import VN
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db
HOW = "Lệ phí cấp giấy; nộp tại quầy số 2."


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VN)


@pytest.fixture
def org():
    return office.build()


@pytest.fixture
def dossier(org) -> Dossier:
    """Received and with the head; due on Monday at 10:00."""
    return taken(org)


def taken(org) -> Dossier:
    made = office.submit(org.version, email="mai@nguoi-nop.vn")
    return office.act(made, org.desk_officer)


def ask(dossier: Dossier, by, *, amount: int = 50_000, how: str = HOW, now: datetime | None = None) -> Dossier:
    return waiting.ask_payment(dossier_id=dossier.pk, amount=amount, how=how, by=by, now=now or at(18, 11))


def paid(dossier: Dossier, by, *, now: datetime | None = None) -> Dossier:
    return waiting.paid(dossier_id=dossier.pk, by=by, now=now or at(19, 8))


def give_up(dossier: Dossier, by, reason: str = "Quá 30 ngày không bổ sung.") -> Dossier:
    return waiting.give_up(dossier_id=dossier.pk, reason=reason, by=by, now=at(19, 8))


def test_payment_stops_the_clock_until_the_office_has_the_money(org, dossier) -> None:
    assert dossier.due_at == at(23, 10)
    asked = ask(dossier, org.desk_officer)
    assert (asked.status, asked.paused_since, asked.step_name) == (Status.PAYMENT, at(18, 11), "Ký duyệt")
    assert not Item.objects.filter(kind="workflow.step", done_at=None).exists()
    message = Notification.objects.get(kind="procedures.payment")
    assert f"50.000 đồng (Năm mươi nghìn đồng). {HOW}" in message.body
    for forbidden in (partial(office.act, dossier, org.head), partial(ask, dossier, org.desk_officer)):
        with pytest.raises(Refused):
            forbidden()
    with pytest.raises(Refused):
        dossiers.supplement(dossier_id=dossier.pk, answers={}, form_id=dossier.version.form_id, by=None, now=at(18, 12))

    went_on = paid(dossier, org.desk_officer)  # 0.5 + 3.5 h on Wednesday, 1 h on Thursday
    assert (went_on.status, went_on.due_at, went_on.paused_minutes) == (Status.PROCESSING, at(23, 17), 300)
    assert office.act(dossier, org.head, now=at(19, 9)).status == Status.RETURNED
    assert [entry.kind for entry in workflow.case_of(dossier).entries.order_by("pk")][2:4] == ["payment", "paid"]
    assert Event.objects.filter(kind__in=["procedures.payment_asked", "procedures.paid"]).count() == 2


def test_fee_is_asked_by_who_serves_the_unit_with_an_amount_and_a_way_to_pay(org, dossier) -> None:
    for other in (org.field_officer, org.stranger, org.neighbour_admin):
        with pytest.raises(Forbidden):
            ask(dossier, other)
    for amount, how in ((0, HOW), (-5, HOW), (10**13, HOW), (50_000, "  ")):
        with pytest.raises(Refused):
            ask(dossier, org.desk_officer, amount=amount, how=how)
    with pytest.raises(Refused):
        paid(dossier, org.desk_officer)
    fresh = office.submit(org.version)
    with pytest.raises(Refused):
        ask(fresh, org.desk_officer)  # not received yet
    assert ask(dossier, org.admin).status == Status.PAYMENT


def test_who_does_not_come_back_is_told_why_the_dossier_ended(org, dossier) -> None:
    with pytest.raises(Refused):
        give_up(dossier, org.desk_officer)  # nobody waits
    ask(dossier, org.desk_officer)
    with pytest.raises(Forbidden):
        give_up(dossier, org.neighbour_admin)
    with pytest.raises(Refused):
        give_up(dossier, org.desk_officer, " ")
    ended = give_up(dossier, org.desk_officer)
    assert (ended.status, ended.finished_at, ended.paused_since) == (Status.STOPPED, at(19, 8), None)
    assert "Quá 30 ngày không bổ sung." in Notification.objects.get(kind="procedures.refused").body
    assert workflow.open_steps(workflow.case_of(dossier)).count() == 0
    for late in (partial(paid, dossier, org.desk_officer), partial(give_up, dossier, org.desk_officer)):
        with pytest.raises(Refused):
            late()


@pytest.mark.django_db(transaction=True)
def test_paid_and_given_up_at_once_is_one_of_them() -> None:
    org = office.build()
    dossier = taken(org)
    ask(dossier, org.desk_officer)
    both = office.at_once(partial(paid, dossier, org.desk_officer), partial(give_up, dossier, org.desk_officer))
    assert sorted(type(one).__name__ for one in both) == ["Dossier", "Refused"]
    dossier.refresh_from_db()
    assert dossier.status in {Status.PROCESSING, Status.STOPPED}


def test_officer_asks_and_the_applicant_reads_it_on_their_page(client) -> None:
    org = publicly.build()
    publicly.publish(org)
    made = publicly.apply(client)
    publicly.act(made.dossier, org.desk_officer, "forward")
    desk, address = publicly.signed_in(org.desk_officer), f"/ho-so/{made.dossier.code}/"

    wrong = desk.post(f"{address}nop-phi/", {"amount": "0", "how": HOW})
    assert wrong.status_code == 422
    assert HOW in wrong.content.decode()
    assert desk.post(f"{address}nop-phi/", {"amount": "50000", "how": HOW}).status_code == 302
    page = client.get(made.address).content.decode()
    assert "Yêu cầu thực hiện nghĩa vụ tài chính" in page
    assert "Cần nộp trước khi" in page
    assert HOW in page
    assert "bo-sung/" not in page

    assert "Đã nộp phí" in desk.get(address).content.decode()
    assert desk.post(f"{address}da-nop-phi/").status_code == 302
    assert "Cần nộp trước khi" not in client.get(made.address).content.decode()


def test_supplement_that_never_comes_ends_by_its_page(client) -> None:
    org = publicly.build()
    publicly.publish(org)
    made = publicly.apply(client)
    publicly.act(made.dossier, org.desk_officer, "supplement", comment="Thiếu bản sao")
    desk, address = publicly.signed_in(org.desk_officer), f"/ho-so/{made.dossier.code}/dung/"
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"reason": ""}).status_code == 422
    assert desk.post(address, {"reason": "Quá 30 ngày không bổ sung."}).status_code == 302
    assert desk.post(address, {"reason": "Lần nữa"}).status_code == 409
    assert "Quá 30 ngày không bổ sung." in client.get(made.address).content.decode()
    assert Dossier.objects.get().finished_at > NOON
