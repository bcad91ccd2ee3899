"""Drafts of procedures: written together, taken back, reviewed by a second person, published on their day."""

from datetime import date, datetime, timedelta

import pytest
from tests.support import org as organisation

from doanso.core.audit import queries as audit
from doanso.core.inbox import queries as inbox
from doanso.core.notify.models import Notification
from doanso.core.units.seats import Seat
from doanso.features.procedures.models import DraftState, ProcedureDraft
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.queries import drafts as queries
from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.services.authoring import drafts, reviewing
from doanso.features.procedures.tests import office
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db
NOON = organisation.NOON


@pytest.fixture
def org():
    org = office.build(
        documents=({"name": "Tờ khai", "original": 1, "copy": 0, "required": True},),
        channels=({"mode": "truc_tuyen", "time": "3 ngày", "fee": "Không"},),
    )
    org.writer, org.second = organisation.person("Phan Văn Viết"), organisation.person("Mai Thị Duyệt")
    for person in (org.writer, org.second):
        organisation.seat(person, org.commune, "lanh_dao_don_vi")
    return org


def revise(org) -> ProcedureDraft:
    return drafts.revise(version=org.version, by=org.writer, now=NOON)


def rename(draft, name, *, by, seen=0, now=NOON) -> drafts.Edited:
    def make(content):
        return content | {"guide": content["guide"] | {"name": name}}

    return drafts.edit(draft_id=draft.pk, seen=seen, make=make, label="Tên thủ tục", by=by, now=now)


def set_fee(draft, fee, *, by, seen=0) -> drafts.Edited:
    def make(content):
        return content | {"guide": content["guide"] | {"fee": fee}}

    return drafts.edit(draft_id=draft.pk, seen=seen, make=make, label="Lệ phí", by=by, now=NOON)


def approve(draft, *, by, day: date | None = None, now: datetime = NOON) -> ProcedureDraft:
    return reviewing.approve(draft_id=draft.pk, publish_on=day, by=by, now=now)


def test_draft_of_a_version_that_nobody_changed_publishes_nothing_new(org) -> None:
    draft = revise(org)
    reviewing.send(draft_id=draft.pk, by=org.writer, now=NOON)

    assert approve(draft, by=org.second).version == org.version


def test_draft_is_one_for_all_editors_of_the_unit(org) -> None:
    assert drafts.revise(version=org.version, by=org.second, now=NOON) == revise(org)


def test_editors_of_different_places_lose_nothing(org) -> None:
    draft = revise(org)
    rename(draft, "Tên mới", by=org.writer)
    told = set_fee(draft, "8.000 đ", by=org.second, seen=0)  # has not seen the new name

    assert told.overtaken is None
    assert (told.draft.content["guide"]["name"], told.draft.content["guide"]["fee"]) == ("Tên mới", "8.000 đ")


def test_editor_of_the_same_place_learns_what_stands_there_and_who_wrote_it(org) -> None:
    draft = revise(org)
    rename(draft, "Của người thứ nhất", by=org.writer)

    told = rename(draft, "Của người thứ hai", by=org.second, seen=0).overtaken

    assert (told.at, told.now, told.wanted) == (["guide", "name"], "Của người thứ nhất", "Của người thứ hai")
    assert told.edit.by == org.writer
    draft.refresh_from_db()
    assert (draft.content["guide"]["name"], draft.revision) == ("Của người thứ nhất", 1)


def test_undo_takes_back_only_what_is_ones_own(org) -> None:
    draft = revise(org)
    rename(draft, "Tên mới", by=org.writer)
    set_fee(draft, "8.000 đ", by=org.second, seen=1)

    after = drafts.undo(draft_id=draft.pk, by=org.writer, now=NOON).draft.content["guide"]

    assert (after["name"], after["fee"]) == ("Cấp giấy xác nhận thử", "8.000 đ")
    assert drafts.redo(draft_id=draft.pk, by=org.writer, now=NOON).draft.content["guide"]["name"] == "Tên mới"
    with pytest.raises(Refused):
        drafts.redo(draft_id=draft.pk, by=org.writer, now=NOON)


def test_undo_walks_back_step_by_step_and_forward_again(org) -> None:
    draft = revise(org)
    for number, name in enumerate(("Một", "Hai", "Ba")):
        rename(draft, name, by=org.writer, seen=number)
    seen = []
    for act in (drafts.undo, drafts.undo, drafts.redo, drafts.redo, drafts.undo, drafts.undo, drafts.undo):
        seen.append(act(draft_id=draft.pk, by=org.writer, now=NOON).draft.content["guide"]["name"])

    assert seen == ["Hai", "Một", "Hai", "Ba", "Hai", "Một", "Cấp giấy xác nhận thử"]


def test_undo_of_what_somebody_changed_since_is_told(org) -> None:
    draft = revise(org)
    rename(draft, "Của tôi", by=org.writer)
    rename(draft, "Của người khác", by=org.second, seen=1)

    told = drafts.undo(draft_id=draft.pk, by=org.writer, now=NOON)

    assert (told.overtaken.now, told.overtaken.edit.by) == ("Của người khác", org.second)


def test_new_change_after_an_undo_ends_the_redo(org) -> None:
    draft = revise(org)
    rename(draft, "Một", by=org.writer)
    drafts.undo(draft_id=draft.pk, by=org.writer, now=NOON)
    set_fee(draft, "Không", by=org.writer, seen=2)

    assert queries.to_redo(draft, org.writer) is None


def test_content_of_every_revision_can_be_read(org) -> None:
    draft = revise(org)
    rename(draft, "Một", by=org.writer)
    rename(draft, "Hai", by=org.writer, seen=1)
    draft.refresh_from_db()

    names = [queries.content_at(draft, revision)["guide"]["name"] for revision in range(3)]
    assert names == ["Cấp giấy xác nhận thử", "Một", "Hai"]


@pytest.mark.parametrize("who", ["neighbour_admin", "desk_officer", "stranger"])
def test_draft_is_closed_to_everybody_else(org, who) -> None:
    draft, other = revise(org), getattr(org, who)

    for call in (
        lambda: rename(draft, "Chiếm", by=other),
        lambda: drafts.undo(draft_id=draft.pk, by=other, now=NOON),
        lambda: drafts.drop(draft_id=draft.pk, by=other, now=NOON),
        lambda: reviewing.send(draft_id=draft.pk, by=other, now=NOON),
        lambda: reviewing.take_back(draft_id=draft.pk, by=other, now=NOON),
        lambda: approve(draft, by=other),
        lambda: drafts.revise(version=org.version, by=other, now=NOON),
    ):
        with pytest.raises(Forbidden):
            call()
    assert list(queries.visible_to(other, NOON.date())) == []


def test_review_lies_before_the_other_editors_and_not_before_the_sender(org) -> None:
    draft = revise(org)
    reviewing.send(draft_id=draft.pk, message="Bỏ một giấy tờ", by=org.writer, now=NOON)

    assert [item.key for item in inbox.mine(org.second, NOON.date(), now=NOON)] == [str(draft.pk)]
    with pytest.raises(Forbidden):
        approve(draft, by=org.writer)
    with pytest.raises(Refused):
        rename(draft, "Sửa lúc đang duyệt", by=org.second)


def test_draft_sent_back_says_what_to_change(org) -> None:
    draft = revise(org)
    reviewing.send(draft_id=draft.pk, by=org.writer, now=NOON)

    back = reviewing.send_back(draft_id=draft.pk, opinion="Thiếu căn cứ pháp lý.", by=org.second, now=NOON)

    assert (back.state, back.opinion) == (DraftState.WRITING, "Thiếu căn cứ pháp lý.")
    assert Notification.objects.get(recipient=org.writer).body.endswith("Thiếu căn cứ pháp lý.")
    assert list(inbox.mine(org.second, NOON.date(), now=NOON)) == []


def test_approved_draft_waits_for_its_day_and_is_published_once(org) -> None:
    draft, day = revise(org), date(2026, 12, 1)
    rename(draft, "Tên từ tháng Mười hai", by=org.writer)
    reviewing.send(draft_id=draft.pk, by=org.writer, now=NOON)
    assert approve(draft, by=org.second, day=day).state == DraftState.READY
    assert catalogue.current("T-1") == org.version

    assert reviewing.publish_due(now=NOON + timedelta(days=12)) == 0  # 30 November
    assert reviewing.publish_due(now=NOON + timedelta(days=13)) == 1
    assert reviewing.publish_due(now=NOON + timedelta(days=13)) == 0
    assert (catalogue.current("T-1").name, catalogue.current("T-1").number) == ("Tên từ tháng Mười hai", 2)


def test_draft_over_which_an_import_published_is_not_published(org) -> None:
    draft = revise(org)
    rename(draft, "Của bản thảo", by=org.writer)
    reviewing.send(draft_id=draft.pk, by=org.writer, now=NOON)
    approve(draft, by=org.second, day=date(2026, 12, 1))
    imported = office.publish(org.desk, name="Từ cổng quốc gia")

    assert reviewing.publish_due(now=NOON + timedelta(days=13)) == 0
    draft.refresh_from_db()
    assert (draft.state, catalogue.current("T-1")) == (DraftState.WRITING, imported)
    assert draft.opinion.startswith("Đã có phiên bản khác")


def test_draft_that_cannot_run_is_refused_with_the_reason_and_changes_nothing(org) -> None:
    draft = revise(org)

    def aim_at_nothing(content):
        steps = [step | {"to": "khong_co"} for step in content["flow"]["steps"]]
        return content | {"flow": {"steps": steps}}

    drafts.edit(draft_id=draft.pk, seen=0, make=aim_at_nothing, label="Bước", by=org.writer, now=NOON)
    with pytest.raises(Refused) as told:
        reviewing.send(draft_id=draft.pk, by=org.writer, now=NOON)
    assert "khong_co" in told.value.message
    draft.refresh_from_db()
    assert (draft.state, org.version.procedure.versions.count()) == (DraftState.WRITING, 1)


def test_new_procedure_goes_from_blank_to_published(org) -> None:
    content = contents.blank(code="XN-01", kind="TTHC", name="Xác nhận tạm trú thử")
    content["guide"]["field"] = "Cư trú"
    draft = drafts.begin(content=content, owner=org.commune, by=org.writer, now=NOON)
    with pytest.raises(AlreadyDone):
        drafts.begin(content=content, owner=org.commune, by=org.second, now=NOON)
    reviewing.send(draft_id=draft.pk, by=org.writer, now=NOON)

    version = approve(draft, by=org.second).version

    assert (version.procedure.code, version.number, version.procedure.source) == ("XN-01", 1, "here")
    assert contents.of_version(version) == content
    assert [event.kind for event in audit.of(draft)] == [
        "procedures.draft_begun",
        "procedures.draft_sent",
        "procedures.draft_published",
    ]


def test_code_of_another_procedure_is_refused(org) -> None:
    content = contents.blank(code="T-1", kind="TTHC", name="Giả")
    with pytest.raises(Refused):
        drafts.begin(content=content, owner=org.commune, by=org.writer, now=NOON)


def test_review_seats_are_those_of_the_unit_or_else_the_nearest_above(org) -> None:
    from doanso.core.units.queries import seats_granting

    found = seats_granting("procedure.edit", org.desk, NOON.date())
    assert found == {Seat("lanh_dao_don_vi", org.commune.pk), Seat("quan_tri_don_vi", org.commune.pk)}
