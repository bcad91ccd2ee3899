"""Once a year somebody says that a procedure is still right, and the pages that lead there."""

from datetime import date, timedelta

import pytest
from django.test import Client

from doanso.core.audit import queries as audit
from doanso.core.inbox import queries as inbox
from doanso.core.notify.models import Notification
from doanso.features.procedures import jobs
from doanso.features.procedures.models import Dossier, MoveBatch
from doanso.features.procedures.queries import yearly as queries
from doanso.features.procedures.services import yearly
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.many import multiply
from doanso.features.procedures.tests.office import NOON
from doanso.features.procedures.tests.publicly import signed_in
from doanso.lib.errors import Forbidden

pytestmark = pytest.mark.django_db
DAY = date(2027, 3, 1)
LIST = "/quan-tri/thu-tuc/"
MOVE = f"{LIST}T-1/chuyen-phien-ban/"


@pytest.fixture
def org():
    """T-1 is to be reviewed by DAY."""
    return office.build(review_by=DAY)


def before(days: int):
    """That many days before DAY, at 10:00."""
    return NOON + (DAY - NOON.date()) - timedelta(days=days)


def mine(person, now) -> list[str]:
    return [item.title for item in inbox.mine(person, now.date(), now=now) if item.kind == yearly.INBOX]


def told() -> list[str]:
    return list(Notification.objects.filter(kind="procedures.yearly").values_list("once", flat=True))


def test_owners_are_asked_thirty_days_before_and_on_the_day_once_each(org) -> None:
    for days, people_told in ((31, 0), (30, 1), (30, 1), (1, 1), (0, 2), (-5, 2)):
        yearly.ask(now=before(days))
        assert (days, len(told())) == (days, people_told * 2)  # the head, and the administrator of the commune

    for person in (org.head, org.admin):
        assert mine(person, before(0)) == ["Còn đúng không? Cấp giấy xác nhận thử"]
    for person in (org.desk_officer, org.neighbour_admin):
        assert mine(person, before(0)) == []


def test_still_right_is_kept_beside_the_version_and_asks_again_in_a_year(org) -> None:
    yearly.ask(now=before(10))
    yearly.confirm(procedure_id=org.version.procedure_id, by=org.head, now=before(10))

    org.version.refresh_from_db()
    procedure = queries.editable(org.head, DAY).get()
    assert (org.version.review_by, procedure.review_on) == (DAY, DAY - timedelta(days=10) + timedelta(days=365))
    assert (procedure.reviewed_by, mine(org.head, before(10))) == (org.head, [])
    assert audit.of(procedure).last().kind == "procedures.reviewed"
    yearly.ask(now=before(0))
    assert len(told()) == 2
    assert "Đã rà soát ngày 19/02/2027." in Client().get("/thu-tuc/T-1/").content.decode()


def test_new_version_has_a_date_of_its_own_and_takes_the_question_back(org) -> None:
    yearly.ask(now=before(10))
    office.publish(org.desk, name="Tên mới", review_by=None)  # at NOON: a year after its publication

    assert queries.editable(org.head, DAY).get().review_on == NOON.date() + timedelta(days=365)
    yearly.ask(now=before(9))
    assert mine(org.head, before(9)) == []


def test_procedures_of_one_day_are_one_question_until_the_last_is_answered(org) -> None:
    second = office.publish(org.desk, code="T-2", review_by=DAY)
    yearly.ask(now=before(10))
    assert mine(org.head, before(10)) == ["Rà soát 2 thủ tục: còn đúng không?"]

    for version, left in ((org.version, 1), (second, 0)):
        yearly.confirm(procedure_id=version.procedure_id, by=org.head, now=before(10))
        assert len(mine(org.head, before(10))) == left
    assert len(told()) == 2


@pytest.mark.parametrize("who", ["neighbour_admin", "desk_officer", "stranger"])
def test_nobody_else_answers_or_sees(org, who) -> None:
    person = getattr(org, who)
    with pytest.raises(Forbidden):
        yearly.confirm(procedure_id=org.version.procedure_id, by=person, now=NOON)

    client = signed_in(person)
    assert client.get(LIST).status_code == (200 if who == "neighbour_admin" else 403)
    for address in (f"{LIST}T-1/ra-soat/", MOVE, f"{LIST}T-404/ra-soat/", f"{LIST}T-404/chuyen-phien-ban/"):
        assert [client.get(address).status_code, client.post(address, {"all": "1"}).status_code] == [404, 404]
    assert not MoveBatch.objects.exists()


def test_list_answers_in_the_same_number_of_queries(org, django_assert_max_num_queries) -> None:
    client = signed_in(org.head)
    client.get(LIST)
    for number in range(20):
        office.publish(org.desk, code=f"N-{number}")
    multiply(office.submit(org.version), 30)
    with django_assert_max_num_queries(16):
        page = client.get(LIST, {"q": "xác nhận"})
    assert page.context["page"].paginator.count == 21
    assert [one.code for one in client.get(LIST, {"ra_soat": "con_lau"}).context["page"]] != []
    assert client.get(LIST, {"ra_soat": "qua_han"}).context["page"].paginator.count == 0


def test_dossiers_are_chosen_looked_at_moved_and_taken_back_without_javascript(org) -> None:
    multiply(office.submit(org.version), 30)
    step = {"key": "tiep_nhan", "name": "Tiếp nhận mới", "assignee": "bo_phan_mot_cua", "minutes": 60}
    office.publish(org.desk, review_by=DAY, flow={"steps": [step, *office.STEPS[1:]]})
    client = signed_in(org.head)

    page = client.get(MOVE)
    assert {fate.kind for fate in page.context["fates"]} == {"blocked"}
    chosen = {"thay-nhan": "tiep_nhan"}
    assert {fate.kind for fate in client.get(MOVE, chosen).context["fates"]} == {"changed"}
    assert client.post(MOVE, chosen).url == MOVE  # nothing ticked

    batch = client.post(MOVE, chosen | {"code": ["D-2", "D-3", "T-404"]}).url
    assert client.get(batch).context["counts"]["waiting"] == 2
    for wrong in ("chuyen/", "chuyen-lai/", "bo/"):
        assert client.get(batch + wrong).status_code == 405
    assert client.get(batch.replace("T-1", "T-2")).status_code == 404
    assert client.post(batch + "chuyen-lai/").status_code == 409
    assert client.post(batch + "chuyen/").status_code == 302
    jobs.move(batch_id=MoveBatch.objects.get().pk)
    assert (
        Dossier.objects.filter(version__number=2).values_list("step_name", flat=True).distinct().get()
        == "Tiếp nhận mới"
    )

    assert client.post(batch + "chuyen-lai/").status_code == 302
    jobs.move(batch_id=MoveBatch.objects.get().pk)
    assert "Đã chuyển lại" in client.get(batch).content.decode()
    assert not Dossier.objects.filter(version__number=2).exists()
    every = client.post(MOVE, chosen | {"all": "1"}).url
    assert client.get(every).context["total"] == 30
    assert client.post(every + "bo/").url == MOVE
