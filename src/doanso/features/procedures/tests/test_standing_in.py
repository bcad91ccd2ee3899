"""A role gets another name, or others stand in: by whom, what follows for open steps, and two who do it at once."""

import json

import pytest
from tests.support import org as organisation

from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow import services as workflow_services
from doanso.blocks.workflow.models import Entry
from doanso.core.accounts.models import Person, User
from doanso.core.audit.models import Event
from doanso.core.inbox import queries as inbox
from doanso.core.units import assignees, queries, services
from doanso.core.units.models import Position, Role
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.archives import browser
from doanso.features.procedures.tests.office import NOON, at_once
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.remembered import forget
from doanso.lib.shifts import Change, Shift

BEFORE, AFTER = ["lanh_dao_don_vi(don_vi)"], ["bo_phan_mot_cua(don_vi)", "pho_lanh_dao(don_vi)"]
MEANT = "Công chức chuyên môn, Trung tâm Phục vụ hành chính công"
STEPS = [
    {"key": "xem", "name": "Xem xét", "assignee": "cong_chuc_linh_vuc('T-HC')", "minutes": 60, "actions": ["forward"]},
    {"key": "ky", "name": "Ký", "assignee": "lanh_dao_don_vi", "actions": ["forward"]},
]


def build():
    """Nobody is field officer of the desk T-HC, nor its leader: whoever administers the unit above stands in."""
    org = office.build(flow={"steps": STEPS})
    org.owner = organisation.person("Chủ Cài Đặt")
    User.objects.filter(pk=office.account(org.owner).pk).update(is_superuser=True)
    return org


@pytest.fixture
def org(db):
    return build()


def change(org, by: Person | None = None, *, stand_ins=AFTER, seen=BEFORE, now=NOON) -> list[Shift]:
    told = {"code": "cong_chuc_linh_vuc", "stand_ins": stand_ins, "seen": seen}
    return services.set_stand_ins(**told, by=by or org.owner, now=now)


def step(dossier: Dossier):
    return workflow.open_steps(workflow.case_of(dossier)).get()


def seats(dossier: Dossier) -> list[list]:
    return step(dossier).seats


def test_only_the_holder_of_the_installation_changes_names_and_stand_ins(org):
    seen = ("Công chức chuyên môn", "Field officer")
    named = {"code": "cong_chuc_linh_vuc", "name": "Công chức phụ trách", "name_en": "", "seen": seen, "now": NOON}
    for by in (org.admin, org.head, org.stranger, None):
        with pytest.raises(Forbidden):
            change(org, by or org.stranger)
        with pytest.raises(Forbidden):
            services.rename_role(**named, by=by)
    for what in ("ten", "nguoi-thay"):
        address = f"/quan-tri/vai-tro/cong_chuc_linh_vuc/{what}/"
        assert [browser(by).get(address).status_code for by in (org.admin, org.stranger)] == [403, 403]
    assert not Event.objects.filter(kind__in=["units.role_renamed", "units.stand_ins_changed"]).exists()


def test_name_changes_for_readers_and_code_and_open_steps_keep_theirs(org):
    dossier = office.submit(org.version)
    client, address = browser(org.owner), "/quan-tri/vai-tro/cong_chuc_linh_vuc/ten/"
    typed = {"name": " Công chức  phụ trách ", "name_en": "Officer in charge", "seen_name": "Công chức chuyên môn",
             "seen_name_en": "Field officer"}  # fmt: skip
    for wrong in ("", "123", "bí THƯ"):  # the last one is the name of another role
        assert client.post(address, typed | {"name": wrong}).status_code == 422
    assert client.post(address, typed).url == "/quan-tri/vai-tro/cong_chuc_linh_vuc/"
    role = Role.objects.get(pk="cong_chuc_linh_vuc")
    assert (role.name, role.name_en) == ("Công chức phụ trách", "Officer in charge")
    assert client.post(address, typed).status_code == 409  # seen before that
    event = Event.objects.get(kind="units.role_renamed")
    assert (event.actor, event.data["before"], event.data["name"]) == (org.owner, typed["seen_name"], role.name)
    assert step(dossier).label.startswith("Công chức chuyên môn, ")
    forget()
    assert step(office.submit(org.version)).label.startswith("Công chức phụ trách, ")


def test_open_steps_go_to_who_stands_in_then_as_the_preview_said(org):
    one, taken = office.submit(org.version), office.submit(org.version)
    claim(taken, org.admin)
    ahead = queries.shifts(Change("cong_chuc_linh_vuc", tuple(BEFORE), tuple(AFTER), NOON.date()))
    assert ahead == [Shift(MEANT, "Quản trị đơn vị, UBND phường", "Bộ phận Một cửa, Trung tâm Phục vụ hành chính công")]
    assert (inbox.badge(org.admin), inbox.badge(org.desk_officer)) == (2, 0)

    assert change(org) == ahead
    assert seats(one) == [["cong_chuc_linh_vuc", org.desk.pk, None], ["bo_phan_mot_cua", org.desk.pk, None]]
    assert (inbox.badge(org.admin), inbox.badge(org.desk_officer)) == (1, 1)
    with pytest.raises(Forbidden):
        office.act(one, org.admin)
    office.act(one, org.desk_officer)
    office.act(taken, org.admin)
    entry = Entry.objects.get(kind="given_anew")
    assert (entry.by, entry.public) == (org.owner, False)
    assert entry.text == "Quản trị đơn vị, UBND phường → Bộ phận Một cửa, Trung tâm Phục vụ hành chính công"
    told = Event.objects.get(kind="units.stand_ins_changed")
    assert (told.data["before"], told.data["after"], told.data["steps"]) == (BEFORE, AFTER, 1)
    assert Event.objects.filter(kind="workflow.given_anew", actor=org.owner).count() == 1
    page = browser(org.head).get(f"/ho-so/{one.code}/").content.decode()
    assert "Người khác làm thay" in page
    forget()
    assert seats(office.submit(org.version))[1][0] == "bo_phan_mot_cua"  # the same pinned version, opened since


def claim(dossier: Dossier, by: Person) -> None:
    told = {"case_id": workflow.case_of(dossier).pk, "activation_id": step(dossier).pk}
    workflow_services.claim(**told, by=by, now=NOON)


def test_seat_that_is_held_and_a_change_that_leads_to_the_same_give_nothing_anew(org):
    held = office.submit(office.publish(org.desk, code="T-2", flow={"steps": STEPS[1:]}))
    dossier = office.submit(org.version)
    before = seats(held), seats(dossier)
    assert change(org, stand_ins=[]) == []  # the administrator above, as before
    assert change(org, stand_ins=["pho_lanh_dao(don_vi)"], seen=[]) == []
    assert (seats(held), seats(dossier)) == before
    officer = organisation.person("Lò Mới Về")
    organisation.seat(officer, org.desk, "cong_chuc_linh_vuc")
    assert change(org, seen=["pho_lanh_dao(don_vi)"]) == []  # somebody sits there by now
    office.act(dossier, officer)


def test_rule_of_a_role_in_between_counts_and_seats_given_up_since_are_found(org):
    """Wanted is the field officer, the leader would stand in: who stands in for the leader is asked."""
    Position.objects.filter(person=org.admin).update(valid_to=organisation.SINCE)
    organisation.seat(organisation.person("Phó Phường"), org.commune, "pho_lanh_dao")
    dossier = office.submit(org.version)
    kept = {"code": "lanh_dao_don_vi", "seen": ["pho_lanh_dao(don_vi)"], "by": org.owner, "now": NOON}
    assert len(services.set_stand_ins(**kept, stand_ins=["bo_phan_mot_cua(don_vi)"])) == 1
    assert seats(dossier)[1][0] == "bo_phan_mot_cua"
    signing = office.submit(office.publish(org.desk, code="T-2", flow={"steps": STEPS[1:]}))
    Position.objects.filter(person=org.head).update(valid_to=organisation.SINCE)
    kept = {**kept, "seen": ["bo_phan_mot_cua(don_vi)"]}
    assert step(signing).fallback == ""
    assert [one.today for one in services.set_stand_ins(**kept, stand_ins=["pho_lanh_dao(don_vi)"])][-1] == ""
    assert seats(signing)[-1] == ["pho_lanh_dao", org.commune.pk, None]


def test_only_roles_from_which_the_changed_one_can_be_reached_are_looked_at(org):
    assert assignees.leading_to("ke_toan", []) == {"ke_toan"}
    assert assignees.leading_to("thu_ky_hoi_dong", []) == {"thu_ky_hoi_dong", "hoi_dong"}
    assert assignees.leading_to("pho_lanh_dao", []) >= {"ke_toan", "doan_vien", "quan_tri_don_vi"}  # by who administers


def test_page_shows_what_follows_and_saves_just_that(org):
    office.submit(org.version)
    client, address = browser(org.owner), "/quan-tri/vai-tro/cong_chuc_linh_vuc/nguoi-thay/"
    assert "Lãnh đạo đơn vị" in client.get(address).content.decode()
    typed = {"who1": "bo_phan_mot_cua", "where1": "don_vi", "who2": "pho_lanh_dao", "where2": "don_vi",
             "seen": json.dumps(BEFORE)}  # fmt: skip
    shown = client.post(address, typed)
    assert (shown.status_code, shown.context["total"]) == (200, 1)
    other = client.post(address, typed | {"go": "save", "shown": json.dumps(BEFORE)})  # chosen anew since
    assert (other.status_code, Role.objects.get(pk="cong_chuc_linh_vuc").fallback) == (200, BEFORE)
    for wrong in ({"who1": "la"}, {"seen": "5"}, {"seen": "{"}, {"who2": "bo_phan_mot_cua"}):
        assert client.post(address, typed | wrong).status_code == 422
    saved = client.post(address, typed | {"go": "save", "shown": shown.context["form"].as_shown})
    assert (saved.url, Role.objects.get(pk="cong_chuc_linh_vuc").fallback) == (
        "/quan-tri/vai-tro/cong_chuc_linh_vuc/", AFTER,
    )  # fmt: skip
    again = client.post(address, typed | {"who2": "", "go": "save", "shown": json.dumps(AFTER[:1])})
    assert again.status_code == 409  # seen before that
    assert "Bộ phận Một cửa" in browser(org.admin).get("/quan-tri/vai-tro/cong_chuc_linh_vuc/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins_and_work_that_is_just_taken_stays_or_goes_whole():
    org = build()
    dossiers = [office.submit(org.version) for _number in range(3)]
    others = ["pho_lanh_dao(don_vi)", "bi_thu(don_vi)"]
    tries = [lambda: change(org), lambda: change(org, stand_ins=others), lambda: claim(dossiers[1], org.admin)]
    results = at_once(*tries)
    refused = [one for one in results[:2] if isinstance(one, Refused)]
    assert len(refused) == 1
    for dossier in dossiers:
        row = step(dossier)
        stands_in = "quan_tri_don_vi" if row.claimed_by or refused[0] is results[0] else "bo_phan_mot_cua"
        assert row.seats[1][0] == stands_in


def test_stand_ins_are_read_by_the_rule_and_by_nothing_else(org):
    wrong = (
        ["khong_co(don_vi)"], ["bi_thu(don_vi_nop)"], ["bi_thu"], ["nguoi_nop"], ["he_thong"], ["hop(don_vi)"],
        ["cong_chuc_linh_vuc(don_vi)"], ["bi_thu(don_vi)"] * 2, ["bi_thu("],
        [f"{one}(don_vi)" for one in ("bi_thu", "pho_bi_thu", "uv_bch", "uv_btv", "ke_toan")],
    )  # fmt: skip
    for stand_ins in wrong:
        with pytest.raises(Refused):
            change(org, stand_ins=stand_ins)
    assert Role.objects.get(pk="cong_chuc_linh_vuc").fallback == BEFORE
