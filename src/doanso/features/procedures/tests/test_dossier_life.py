"""What happens to a dossier on its way: supplements, refusal, its end, an apology, the applicant's rating."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.test import Client

from doanso.blocks.workflow import queries as workflow
from doanso.core.audit import queries as audit
from doanso.core.audit.models import Event
from doanso.core.files.models import File
from doanso.core.notify.models import Notification
from doanso.core.units.models import Membership
from doanso.features.procedures.models import Dossier, PaperKind, Rating, Status
from doanso.features.procedures.services import dossiers, papers, results
from doanso.features.procedures.tests import office, publicly
from doanso.features.procedures.tests.office import NOON
from doanso.lib.dates import VN
from doanso.lib.errors import AlreadyDone, Refused

pytestmark = pytest.mark.django_db
EMAIL = "mai@nguoi-nop.vn"


@pytest.fixture
def org():
    return office.build()


@pytest.fixture
def dossier(org) -> Dossier:
    """Submitted on Wednesday at 10:00, due after three days: on Monday at 10:00."""
    return office.submit(org.version, email=EMAIL)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VN)


LATE = at(23, 11)


def told(kind: str) -> list[str]:
    return list(Notification.objects.filter(kind=f"procedures.{kind}").values_list("address", flat=True))


def answer(dossier: Dossier, now: datetime, reason: str = "Bổ sung") -> Dossier:
    return dossiers.supplement(
        dossier_id=dossier.pk, answers={"ly_do": reason}, form_id=dossier.version.form_id, by=None, now=now
    )


def test_what_was_decided_is_not_withdrawn() -> None:
    """The result has its number, and only waits to be handed out."""
    hand_out = {
        "key": "tra",
        "name": "Trả kết quả",
        "assignee": "bo_phan_mot_cua",
        "minutes": 30,
        "actions": ["forward"],
    }
    org = office.build(flow={"steps": [*office.STEPS, hand_out]})
    decided = office.finish(org, office.submit(org.version))

    with pytest.raises(Refused, match="đã có kết quả"):
        dossiers.withdraw(dossier_id=decided.pk, by=None, now=LATE)
    assert office.act(decided, org.desk_officer).status == Status.RETURNED


def test_each_supplement_moves_the_deadline_by_the_working_time_that_it_took(org, dossier) -> None:
    assert dossier.due_at == at(23, 10)
    office.act(dossier, org.desk_officer, "supplement", now=at(18, 11), comment="Thiếu bản sao")
    first = answer(dossier, at(19, 8))  # 0.5 + 3.5 h on Wednesday, 1 h on Thursday
    assert (first.due_at, first.paused_minutes) == (at(23, 17), 300)

    office.act(dossier, org.desk_officer, "supplement", now=at(19, 9), comment="Bản sao mờ")
    second = answer(dossier, at(21, 10))  # 2.5 + 3.5 h on Thursday, 8 h on Friday, none on Saturday
    assert (second.due_at, second.paused_minutes) == (at(25, 15), 300 + 840)

    dossier.refresh_from_db()
    assert (dossier.promised_at, dossier.paused_since, dossier.supplements) == (at(23, 10), None, 2)
    assert [paper.content["reason"] for paper in dossier.papers.order_by("pk")] == ["Thiếu bản sao", "Bản sao mờ"]
    assert told("supplement") == [EMAIL] * 2
    assert dossier.filings.count() == 3


def test_nobody_goes_on_while_the_office_waits_and_nobody_answers_unasked(org, dossier) -> None:
    with pytest.raises(Refused):
        answer(dossier, NOON)
    office.act(dossier, org.desk_officer, "supplement", comment="Thiếu bản sao")
    dossier.refresh_from_db()
    assert (dossier.status, dossier.paused_since) == (Status.SUPPLEMENT, NOON)

    for action in ("forward", "supplement"):
        with pytest.raises(Refused):
            office.act(dossier, org.desk_officer, action, comment="Lần nữa")
    answer(dossier, NOON)
    with pytest.raises(Refused):
        answer(dossier, NOON)
    assert dossier.filings.count() == 2


@pytest.mark.django_db(transaction=True)
def test_answer_sent_twice_at_once_is_filed_once() -> None:
    org = office.build()
    dossier = office.submit(org.version)
    office.act(dossier, org.desk_officer, "supplement", now=at(18, 11), comment="Thiếu bản sao")

    given = office.at_once(*[partial(answer, dossier, at(19, 8))] * 4)

    dossier.refresh_from_db()
    assert sorted(type(one).__name__ for one in given) == ["Dossier"] + ["Refused"] * 3
    assert (dossier.filings.count(), dossier.paused_minutes, dossier.due_at) == (2, 300, at(23, 17))


def test_refusal_at_the_desk_is_final_and_told_once_with_its_reason(org, dossier) -> None:
    with pytest.raises(Refused):
        office.act(dossier, org.desk_officer, "refuse")
    office.act(dossier, org.desk_officer, "refuse", now=at(18, 11), comment="Không thuộc thẩm quyền")

    dossier.refresh_from_db()
    assert (dossier.status, dossier.finished_at, dossier.step_name) == (Status.NOT_RECEIVED, at(18, 11), "")
    paper = dossier.papers.get()
    assert (paper.kind, paper.content["reason"], paper.public) == (PaperKind.REFUSAL, "Không thuộc thẩm quyền", True)
    assert "Không thuộc thẩm quyền" in Notification.objects.get(kind="procedures.refused").body
    assert (told("submitted"), told("refused"), told("finished")) == ([EMAIL], [EMAIL], [])
    assert workflow.open_steps(workflow.case_of(dossier)).count() == 0
    for afterwards in (
        partial(answer, dossier, at(18, 12)),
        partial(dossiers.withdraw, dossier_id=dossier.pk, by=None, now=at(18, 12)),
    ):
        with pytest.raises(Refused):
            afterwards()


@pytest.mark.django_db(transaction=True)
def test_end_reached_twice_at_once_takes_effect_once() -> None:
    effect = {"name": "members.admit"}
    org = office.build(effects=(effect,))
    answers = {"chi_doan": {"code": org.branch.code}}
    dossier = office.submit(org.version, applicant=org.stranger, answers=answers)
    office.act(dossier, org.desk_officer)

    shown = workflow.open_steps(workflow.case_of(dossier)).get().pk  # all four have the same page before them
    sign = partial(dossiers.advance, dossier_id=dossier.pk, activation_id=shown, action="forward")
    ends = office.at_once(*[partial(sign, by=org.head, now=NOON)] * 4)

    assert sorted(type(one).__name__ for one in ends) == ["AlreadyDone"] * 3 + ["Dossier"]
    assert Event.objects.filter(kind="procedures.effect").count() == 1
    assert Event.objects.filter(kind="procedures.result").count() == 1
    assert Membership.objects.filter(person=org.stranger).count() == 1


def test_effect_of_a_step_happens_when_it_is_finished_and_never_again() -> None:
    """The officer's step is finished twice, since its head sends it back in between."""
    first = office.STEPS[0] | {"actions": ["forward"]}
    second = office.STEPS[1] | {"actions": ["forward", "return"]}
    effect = {"name": "members.admit", "params": {"unit": "chi_doan"}, "at": "nhan"}
    org = office.build(effects=(effect,), flow={"steps": [first, second]}, extra={"context": {"chi_doan": "chi_doan"}})
    answers = {"chi_doan": {"code": org.branch.code}}
    dossier = office.submit(org.version, applicant=org.stranger, answers=answers)
    assert Membership.objects.filter(person=org.stranger).count() == 0

    office.act(dossier, org.desk_officer)
    assert Membership.objects.get(person=org.stranger).source == dossier.code
    office.act(dossier, org.head, "return", comment="Thiếu chữ ký")
    office.act(dossier, org.desk_officer)
    office.act(dossier, org.head)

    applied = dossier.effects.get()
    assert (applied.name, applied.place, applied.by) == ("members.admit", 0, org.desk_officer)
    assert Event.objects.filter(kind="procedures.effect").count() == 1


@pytest.mark.django_db(transaction=True)
def test_papers_and_results_are_drawn_once_however_often_the_job_runs() -> None:
    org = office.build()
    dossier = office.submit(org.version)
    office.finish(org, dossier)
    paper = papers.receipt(dossier=dossier, by=org.desk_officer, now=NOON)

    for draw in (
        partial(papers.draw, paper_id=paper.pk, now=NOON),
        partial(results.draw, result_id=dossier.result.pk, now=NOON),
    ):
        drawn = office.at_once(draw, draw)
        assert len({row.file_id for row in drawn} | {draw().file_id}) == 1
    assert File.objects.count() == 2
    kinds = Event.objects.filter(kind__endswith="_drawn").order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["procedures.paper_drawn", "procedures.result_drawn"]


def apologise(dossier: Dossier, org, new_date: datetime, now: datetime = LATE) -> Dossier:
    return dossiers.promise_anew(dossier_id=dossier.pk, new_date=new_date, reason="Hệ thống lỗi", by=org.head, now=now)


def test_apology_names_a_new_date_once_and_the_dossier_stays_late(org, dossier) -> None:
    with pytest.raises(Refused):
        apologise(dossier, org, at(25, 17), now=at(23, 9, 59))
    with pytest.raises(Refused):
        apologise(dossier, org, at(23, 11))
    apologise(dossier, org, at(25, 17))
    apologise(dossier, org, at(25, 17))  # the button pressed twice

    dossier.refresh_from_db()
    assert (dossier.new_promise, dossier.due_at, dossier.promised_at) == (at(25, 17), at(23, 10), at(23, 10))
    assert [paper.kind for paper in dossier.papers.all()] == [PaperKind.APOLOGY]
    assert told("apology") == [EMAIL]
    assert [event.kind for event in audit.of(dossier)].count("procedures.promised_anew") == 1

    apologise(dossier, org, at(26, 17), now=at(25, 9))
    assert (dossier.papers.count(), len(told("apology"))) == (2, 2)
    office.finish(org, dossier)
    with pytest.raises(Refused):
        apologise(dossier, org, at(27, 17), now=at(26, 9))


@pytest.mark.django_db(transaction=True)
def test_rating_pressed_twice_at_once_counts_once() -> None:
    org = office.build()
    dossier = office.submit(org.version)
    office.finish(org, dossier)

    given = office.at_once(
        *[partial(dossiers.rate, dossier_id=dossier.pk, score=n, comment="", now=NOON) for n in (1, 3, 5)]
    )

    assert sorted(type(one).__name__ for one in given) == ["AlreadyDone", "AlreadyDone", "Rating"]
    assert Rating.objects.get().score == next(one.score for one in given if isinstance(one, Rating))
    assert Event.objects.filter(kind="procedures.rated").count() == 1


def test_only_the_applicant_rates() -> None:
    org = publicly.build()
    made, other = publicly.apply(Client()), publicly.apply(Client())
    publicly.finish(org, made.dossier)
    wrong_key = made.address.replace(made.key, other.key)

    for visitor in (Client(), publicly.signed_in(org.desk_officer), publicly.signed_in(org.head)):
        for address in (wrong_key, made.address.replace(made.key, "mo")):
            assert visitor.post(f"{address}danh-gia/", {"score": "5"}).status_code == 404
    assert not Rating.objects.exists()
    assert Client().post(f"{made.address}danh-gia/", {"score": "2"}).status_code == 302
    assert Rating.objects.get().score == 2


def test_rating_waits_for_the_end_and_refusals_are_rated_too(org, dossier) -> None:
    for score, now in ((5, NOON), (0, NOON), (6, NOON)):
        with pytest.raises(Refused):
            dossiers.rate(dossier_id=dossier.pk, score=score, comment="", now=now)
    office.act(dossier, org.desk_officer, "refuse", comment="Không thuộc thẩm quyền")

    for score in (0, 6):
        with pytest.raises(Refused):
            dossiers.rate(dossier_id=dossier.pk, score=score, comment="", now=NOON)
    assert dossiers.rate(dossier_id=dossier.pk, score=1, comment=" Chưa rõ lý do ", now=NOON).comment == "Chưa rõ lý do"
    with pytest.raises(AlreadyDone) as told_of:
        dossiers.rate(dossier_id=dossier.pk, score=5, comment="", now=NOON + timedelta(days=1))
    assert (told_of.value.who, told_of.value.when) == ("Lò Thị Mai Anh", NOON)
