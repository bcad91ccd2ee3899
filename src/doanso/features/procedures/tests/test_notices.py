"""What officers hear of a dossier from elsewhere."""

from datetime import timedelta

import pytest

from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow import services as workflow_services
from doanso.core.consent import services as consent
from doanso.core.consent.texts import DOSSIER, EMAIL
from doanso.core.files import services as files
from doanso.core.files.models import File
from doanso.core.files.tests import clamd
from doanso.core.files.tests.samples import EICAR, upload
from doanso.core.inbox import queries as inbox
from doanso.core.notify.models import Notification
from doanso.features.procedures.models import Channel, Dossier, Status
from doanso.features.procedures.services import escalation, notices
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.office import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    consent.seed(NOON)
    return office.build()


def told(kind: str) -> list[str]:
    rows = Notification.objects.filter(kind=f"procedures.{kind}").select_related("recipient")
    return sorted(row.recipient.full_name for row in rows)


def lines(dossier: Dossier, *, public: bool = False) -> list[str]:
    return [entry.text for entry in workflow.timeline(workflow.case_of(dossier), public=public) if entry.text]


def infected_file() -> File:
    """Stored while no scanner was there."""
    return files.store(upload("bản sao.txt", EICAR), kinds=frozenset({"text"}), by=None, now=NOON)


def test_officers_hear_of_a_virus_once_and_the_timeline_says_so(org, settings) -> None:
    settings.CLAMD = ""
    file = infected_file()
    dossier = office.submit(org.version, files=(file,), applicant=org.stranger)
    office.submit(org.version)
    office.act(dossier, org.desk_officer)
    with clamd.daemon() as settings.CLAMD:
        files.rescan(now=NOON)
        files.rescan(now=NOON)

    assert told("infected") == ["Lê Quang Vinh", "Đinh Trọng Sơn"]
    said = "Tệp “bản sao.txt” có vi-rút (Eicar-Test-Signature). Tệp đã bị khóa, không ai mở được nữa."
    assert lines(dossier) == [said]
    assert lines(dossier, public=True) == []
    assert Notification.objects.filter(kind="procedures.infected").first().url == f"/ho-so/{dossier.code}/"


def test_file_on_the_timeline_counts_too(org) -> None:
    file, dossier = infected_file(), office.submit(org.version)
    case = workflow.case_of(dossier)
    workflow_services.comment(case_id=case.pk, by=org.desk_officer, now=NOON, text="Xem tệp", files=(file,))

    notices.file_infected(file, "X", now=NOON)

    assert told("infected") == ["Đinh Trọng Sơn"]


def give(dossier: Dossier, purpose: str = DOSSIER):
    return consent.give(purpose, person=dossier.applicant, subject=dossier.code, evidence={}, now=NOON)


def test_consent_withdrawn_before_anybody_received_withdraws_the_dossier(org) -> None:
    dossier = office.submit(org.version, applicant=org.stranger)
    consent.withdraw(give(dossier), by=org.stranger, now=NOON)

    dossier.refresh_from_db()
    assert dossier.status == Status.WITHDRAWN
    assert lines(dossier, public=True) == ["Rút lại sự đồng ý xử lý dữ liệu cá nhân"]
    assert told("consent_withdrawn") == []


@pytest.mark.parametrize("at_the_counter", [False, True])
def test_consent_withdrawn_while_it_is_handled_is_for_the_office_to_decide(org, at_the_counter) -> None:
    how = {"channel": Channel.COUNTER, "taken_by": org.desk_officer} if at_the_counter else {"applicant": org.stranger}
    dossier = office.submit(org.version, **how)
    if not at_the_counter:
        office.act(dossier, org.desk_officer)
    before = Dossier.objects.get(pk=dossier.pk).status
    given = give(dossier)
    consent.withdraw_subject(dossier.code, now=NOON) if at_the_counter else consent.withdraw(
        given, by=org.stranger, now=NOON
    )

    assert Dossier.objects.get(pk=dossier.pk).status == before
    assert lines(dossier, public=True) == ["Người nộp đã rút lại sự đồng ý xử lý dữ liệu cá nhân."]
    assert told("consent_withdrawn") == (["Đinh Trọng Sơn"] if at_the_counter else ["Lê Quang Vinh", "Đinh Trọng Sơn"])


def test_other_consents_concern_no_dossier(org) -> None:
    dossier = office.submit(org.version, applicant=org.stranger)
    consent.withdraw(give(dossier, EMAIL), by=org.stranger, now=NOON)

    dossier.refresh_from_db()
    assert (dossier.status, lines(dossier)) == (Status.REGISTERED, [])


def test_finished_dossier_keeps_its_end(org) -> None:
    dossier = office.submit(org.version, applicant=org.stranger)
    given = give(dossier)
    office.finish(org, dossier)
    consent.withdraw(given, by=org.stranger, now=NOON)

    dossier.refresh_from_db()
    assert dossier.status == Status.RETURNED
    assert told("consent_withdrawn") == ["Lê Quang Vinh", "Đinh Trọng Sơn"]


def test_overdue_step_leaves_the_list_of_the_seat_above_once_it_is_done(org) -> None:
    dossier = office.submit(org.version)
    late = NOON + timedelta(days=3)
    workflow_services.sweep(now=late)
    assert [item.kind for item in inbox.mine(org.head, late.date(), now=late)] == ["procedures.late"]

    assert escalation.settle(now=late) == 0
    office.act(dossier, org.desk_officer, now=late)
    assert escalation.settle(now=late) == 1

    assert [item.kind for item in inbox.mine(org.head, late.date(), now=late)] == ["workflow.step"]
