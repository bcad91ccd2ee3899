"""A superior unit asks units below to write procedures, and sees on one page how far they are."""

from datetime import date, timedelta

import pytest
from django.test import Client
from tests.support import org as organisation

from doanso.core.inbox import queries as inbox
from doanso.core.notify.models import Notification
from doanso.features.procedures.models import WritingCall, WritingShare
from doanso.features.procedures.queries import calls as queries
from doanso.features.procedures.services.authoring import calls, drafts, reviewing
from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.tests import office
from doanso.lib.errors import Forbidden, Refused, TooMany

pytestmark = pytest.mark.django_db
NOON, DUE = organisation.NOON, date(2026, 12, 18)


@pytest.fixture
def org():
    return organisation.build()


def give(org, *to, by=None, unit=None) -> WritingCall:
    return calls.give(
        title="Thủ tục công tác Đoàn vụ", field="Đoàn vụ", text="", unit=unit or org.province, due=DUE,
        to=list(to) or [org.base, org.branch], by=by or org.province_secretary, now=NOON,
    )  # fmt: skip


def share(call: WritingCall, unit) -> WritingShare:
    return call.shares.get(unit=unit)


def draft(org, code="DV-1"):
    content = contents.blank(code=code, kind="DOAN", name="Tiếp nhận đoàn viên")
    content["guide"]["field"] = "Đoàn vụ"
    return content


def work(person) -> list[str]:
    return [item.title for item in inbox.mine(person, NOON.date(), now=NOON)]


def publish(made, org) -> None:
    reviewing.send(draft_id=made.pk, by=org.base_secretary, now=NOON)
    reviewing.approve(draft_id=made.pk, by=org.base_deputy, now=NOON)


def test_call_lies_before_the_editors_of_every_unit_asked(org) -> None:
    give(org)

    assert (work(org.base_secretary), work(org.base_deputy)) == (["Soạn thủ tục: Thủ tục công tác Đoàn vụ"],) * 2
    assert work(org.base_member) == []  # a committee member does not write procedures
    assert Notification.objects.filter(recipient=org.secretary).count() == 1


def test_who_gave_a_call_follows_it_and_is_not_asked(org) -> None:
    give(org)

    assert [part.unit for part in queries.given_to(org.base_secretary, NOON.date())] == [org.base, org.branch]
    assert [*queries.given_to(org.province_secretary, NOON.date())] == []


def test_call_is_done_when_the_draft_that_answers_it_is_published(org) -> None:
    call = give(org)
    made = calls.begin(
        share_id=share(call, org.base).pk, content=draft(org), owner=org.base, by=org.base_secretary, now=NOON
    )
    assert queries.progress(call).counts["writing"] == 1
    assert len(work(org.base_secretary)) == 1

    publish(made, org)

    told = queries.progress(call)
    assert (told.total, told.counts["done"], told.counts["waiting"], told.settled) == (2, 1, 1, 1)
    assert work(org.base_secretary) == []


def test_unit_may_answer_with_what_it_has_or_that_it_has_none(org) -> None:
    call = give(org)
    present = office.publish(org.base, code="DV-2", kind="DOAN")
    one = share(call, org.base)

    calls.answer_with_procedure(share_id=one.pk, procedure=present.procedure, by=org.base_secretary, now=NOON)
    with pytest.raises(Refused):
        calls.answer_with_none(share_id=share(call, org.branch).pk, reason=" ", by=org.secretary, now=NOON)
    calls.answer_with_none(share_id=share(call, org.branch).pk, reason="Chi đoàn mới lập", by=org.secretary, now=NOON)

    assert queries.progress(call).settled == 2
    assert (work(org.base_secretary), work(org.secretary)) == ([], [])


def test_answer_must_be_the_units_own(org) -> None:
    call = give(org)
    foreign = office.publish(org.branch, code="DV-3", kind="DOAN")
    with pytest.raises(Refused):
        calls.answer_with_procedure(
            share_id=share(call, org.base).pk, procedure=foreign.procedure, by=org.base_secretary, now=NOON
        )


def test_answer_may_change_until_the_procedure_is_published(org) -> None:
    call = give(org)
    one = share(call, org.base)
    calls.answer_with_none(share_id=one.pk, reason="Không có", by=org.base_secretary, now=NOON)
    made = drafts.begin(content=draft(org), owner=org.base, by=org.base_secretary, now=NOON)
    calls.answer_with_draft(share_id=one.pk, draft=made, by=org.base_secretary, now=NOON)
    assert (queries.progress(call).counts["writing"], len(work(org.base_secretary))) == (1, 1)
    publish(made, org)

    with pytest.raises(Refused):
        calls.answer_with_none(share_id=one.pk, reason="Đổi ý", by=org.base_secretary, now=NOON)


def test_reminder_reaches_who_is_not_done_once_a_day(org) -> None:
    call = give(org)
    calls.answer_with_none(share_id=share(call, org.branch).pk, reason="Không có", by=org.secretary, now=NOON)
    before = Notification.objects.filter(recipient=org.secretary).count()

    assert calls.remind(call_id=call.pk, by=org.province_secretary, now=NOON) == 1
    with pytest.raises(TooMany):
        calls.remind(call_id=call.pk, by=org.province_secretary, now=NOON + timedelta(hours=1))
    assert calls.remind(call_id=call.pk, by=org.province_secretary, now=NOON + timedelta(days=1)) == 1
    assert Notification.objects.filter(recipient=org.secretary).count() == before


def test_closed_call_leaves_the_lists_and_takes_no_answer(org) -> None:
    call = give(org)
    calls.close(call_id=call.pk, by=org.province_secretary, now=NOON)

    assert work(org.base_secretary) == []
    with pytest.raises(Refused):
        calls.answer_with_none(share_id=share(call, org.base).pk, reason="x", by=org.base_secretary, now=NOON)


def test_nobody_asks_units_that_are_not_below(org) -> None:
    for unit, to, by in (
        (org.base, [org.province], org.base_secretary),
        (org.base, [org.commune], org.base_secretary),
        (org.base, [org.base], org.base_secretary),
    ):
        with pytest.raises(Refused):
            give(org, *to, unit=unit, by=by)
    with pytest.raises(Forbidden):
        give(org, org.branch, unit=org.province, by=org.base_secretary)


def browser(person) -> Client:
    client = Client()
    client.force_login(office.account(person))
    return client


def test_call_goes_through_its_pages(org) -> None:
    province, base = browser(org.province_secretary), browser(org.base_secretary)
    asked = {"title": "Thủ tục mới", "field": "Đoàn vụ", "due": "2040-01-01", "to": [org.base.code]}
    assert province.post(f"/soan-thao/giao/moi/?don_vi={org.province.code}", asked).status_code == 422
    due = (NOON + timedelta(days=30)).date().isoformat()
    assert province.post(f"/soan-thao/giao/moi/?don_vi={org.province.code}", asked | {"due": due}).status_code == 302
    call = WritingCall.objects.get()
    one = share(call, org.base)
    page = base.get(one.get_absolute_url()).content.decode()
    assert f"/soan-thao/moi/?viec={one.pk}" in page

    begun = {"name": "Thủ tục của trường", "code": "DT-1", "kind": "DOAN", "owner": org.base.code}
    base.post(f"/soan-thao/moi/?viec={one.pk}", begun)

    rows = province.get(call.get_absolute_url()).context["page"].object_list
    assert [(row.unit, row.progress, row.draft.name) for row in rows] == [(org.base, "writing", "Thủ tục của trường")]
    below = browser(org.secretary)
    assert [below.get(path).status_code for path in (call.get_absolute_url(), one.get_absolute_url())] == [404, 404]


@pytest.mark.parametrize("units", [1, 3])
def test_progress_page_asks_the_same_number_of_queries_for_any_number_of_units(
    org, units, django_assert_max_num_queries
) -> None:
    call = give(org, *[org.base, org.branch, org.sister][:units])
    client = browser(org.province_secretary)
    client.get(call.get_absolute_url())
    with django_assert_max_num_queries(14):
        client.get(call.get_absolute_url())
