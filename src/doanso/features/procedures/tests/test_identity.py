"""Somebody without an account asks about their own data at the desk: whose paper it is, and what they take home."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.blocks.papers.tests import pdf as drawn
from doanso.core.accounts.models import Person, User
from doanso.core.audit import queries as audit
from doanso.core.audit.models import Event
from doanso.core.notify.models import Notification
from doanso.core.privacy import queries
from doanso.core.privacy import services as privacy
from doanso.core.privacy.models import Answer, Viewing
from doanso.features.procedures.models import Channel, Dossier, IdentityCheck, Result, Version
from doanso.features.procedures.services import dossiers, identity, online
from doanso.features.procedures.tests import office, publicly
from doanso.features.procedures.tests.publicly import ANSWERS, CONTACT, signed_in, turn
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db
NUMBER, BORN = "001204000008", date(2004, 3, 5)
NAME, WHO, RECEIVE = "Lò Thị Quầy", "/tiep-nhan/T-DL/nguoi-yeu-cau/", "/tiep-nhan/T-DL/"
EFFECTS = ({"name": "privacy.copy", "params": {}},)


@pytest.fixture
def org() -> SimpleNamespace:
    """T-DL gives a copy of one's data; `asks` worked below the commune once and has no account."""
    built = publicly.build()
    built.asks = organisation.person(NAME, date_of_birth=BORN, cccd=NUMBER)
    organisation.seat(built.asks, built.field_office, "cong_chuc_linh_vuc")
    built.version = publicly.publish(built, "T-DL", effects=EFFECTS)
    return built


def shown(**more: Any) -> identity.Shown:
    told = {"full_name": NAME, "born": BORN, "number": NUMBER, "seen": "card", "handed_at": NOON}
    return identity.Shown(**told | more)


def seen(org: SimpleNamespace, **more: Any) -> IdentityCheck:
    return identity.note(version=org.version, shown=shown(**more), by=org.desk_officer, now=NOON)


def receive(org: SimpleNamespace, check: IdentityCheck, token: str, **more: Any) -> dossiers.Submitted:
    how = {"version": org.version, "by": org.desk_officer, "now": NOON, "channel": Channel.COUNTER} | more
    return online.receive(handed=online.Handed(ANSWERS, (), token, {}), check_id=check.pk, **how)


def typed(**more: Any) -> dict[str, str]:
    at = timezone.localtime() - timedelta(days=2)
    told = {"seen": "card", "full_name": "lò thị quầy", "born": "2004-03-05", "number": "001 204 000 008"}
    return told | {"handed_at": f"{at:%Y-%m-%dT%H:%M}"} | more


def test_an_officer_sees_the_paper_takes_the_request_in_and_hands_the_copy_over(org) -> None:
    desk = signed_in(org.desk_officer)
    assert desk.get(RECEIVE, follow=True).redirect_chain[-1][0] == f"{WHO}?cach=quay"
    wrong = desk.post(WHO, typed(number="001204000009"))
    assert (wrong.status_code, IdentityCheck.objects.count()) == (422, 0)
    assert 'value="lò thị quầy"' in wrong.content.decode()

    form = desk.post(WHO, typed()).url
    check = IdentityCheck.objects.get()
    assert form == f"{RECEIVE}?nguoi={check.pk}"
    first = desk.get(form)
    assert f'value="{NAME}"' in first.content.decode()
    second = desk.get(turn(desk, form, first, **ANSWERS).url)
    assert NAME in second.content.decode()
    made = Dossier.objects.get(code=turn(desk, form, second, go="submit", **CONTACT).url.split("/")[2])
    assert turn(desk, form, second, go="submit", **CONTACT).url == desk.get(form).url == f"/ho-so/{made.code}/"

    assert (made.applicant, made.taken_by, made.channel) == (org.asks, org.desk_officer, Channel.COUNTER)
    assert (made.submitted_at, made.identity_check) == (check.handed_at, check)
    assert made.submitted_at <= timezone.now() - timedelta(days=2)
    assert [event.data["seen"] for event in audit.of(made).filter(kind="procedures.handed_in_for")] == ["card"]
    assert desk.get(f"/ho-so/{made.code}/ban-sao/").status_code == 403  # nothing was opened yet

    publicly.act(made, org.desk_officer, "forward", timezone.now())
    publicly.act(made, org.head, "forward", timezone.now())
    address = f"/ho-so/{made.code}/ban-sao/"
    pages = [desk.get(f"/ho-so/{made.code}/").content.decode(), desk.get(address).content.decode()]
    assert f'href="{address}"' in pages[0]
    assert not [page for page in pages if "…0008" in page]  # what is asked for stands nowhere
    for wrong in ("001204000009", "0008", "002204000008"):
        assert desk.post(address, {"seen": "card", "number": wrong}).status_code == 422
    paper = desk.post(address, {"seen": "vneid", "number": "001 204 000 008"})

    assert NAME in drawn.text(paper.content)
    handed = Viewing.objects.get(place="privacy.copy")
    assert (handed.reader, handed.person) == (org.desk_officer, org.asks)
    assert handed.why == "Trao tại bộ phận một cửa: Ứng dụng VNeID trên điện thoại"
    assert Event.objects.filter(kind="privacy.copy_handed_over", actor=org.desk_officer).count() == 1
    assert not Notification.objects.filter(kind="privacy.copy_ready").exists()  # there is nobody to sign in


@pytest.mark.parametrize(
    "more",
    [
        {"full_name": "Lò Thị Quyên"},
        {"born": date(2004, 3, 6)},
        {"number": "001204000009"},
        {"handed_at": NOON + timedelta(minutes=1)},
        {"handed_at": NOON - timedelta(days=31)},
    ],
)
def test_whatever_does_not_agree_is_refused(org, more) -> None:
    with pytest.raises(Refused):
        seen(org, **more)
    assert not IdentityCheck.objects.exists()


def test_records_without_a_number_and_people_of_other_organisations_are_nobody_here(org) -> None:
    Person.objects.filter(pk=org.asks.pk).update(cccd=None)
    with pytest.raises(Refused, match="chưa có số định danh"):
        seen(org)
    twin = organisation.person(NAME, date_of_birth=BORN, cccd=NUMBER)
    organisation.seat(twin, org.field_office, "cong_chuc_linh_vuc")
    assert seen(org).person == twin

    far = organisation.person("Vi Văn Xa", date_of_birth=BORN, cccd="001204000007")
    organisation.seat(far, org.neighbour, "cong_chuc_linh_vuc")
    with pytest.raises(Refused):
        seen(org, full_name="Vi Văn Xa", number="001204000007")


def test_the_number_is_kept_only_as_what_tells_it_again_for_this_person(org) -> None:
    check, again = seen(org), seen(org)
    assert check.number_digest == again.number_digest
    assert len(check.number_digest) == 64
    Person.objects.filter(pk=org.asks.pk).update(cccd=None)
    other = organisation.person(NAME, date_of_birth=BORN, cccd=NUMBER)
    organisation.seat(other, org.field_office, "cong_chuc_linh_vuc")
    assert seen(org).number_digest != check.number_digest
    told = [str(row) for row in Event.objects.filter(kind="procedures.identity_seen").values_list("data", flat=True)]
    assert not [row for row in told if "0008" in row]


def test_who_has_an_account_asks_with_it_also_when_it_came_meanwhile(org) -> None:
    check = seen(org)
    User.objects.create_user("0900000555", person=org.asks)
    for again in (lambda: seen(org), lambda: receive(org, check, "mot")):
        with pytest.raises(Refused, match="đã có tài khoản"):
            again()
    assert not Dossier.objects.exists()


def test_a_paper_is_good_for_its_officer_its_procedure_and_that_day(org) -> None:
    check, other = seen(org), publicly.publish(org, "T-DL2", effects=EFFECTS)
    for more in ({"by": org.head}, {"version": other}):
        with pytest.raises(Forbidden):
            receive(org, check, "mot", **more)
    with pytest.raises(Refused, match="Đã quá lâu"):
        receive(org, check, "mot", now=NOON + timedelta(hours=13))
    with pytest.raises(Forbidden):
        identity.note(version=org.version, shown=shown(), by=org.head, now=NOON)
    assert signed_in(org.head).get(f"{RECEIVE}?nguoi={check.pk}").status_code == 403
    assert not Dossier.objects.exists()


def test_without_a_paper_seen_nobody_hands_it_in_for_somebody(org) -> None:
    handed = online.Handed(ANSWERS, (), "mot", {})
    with pytest.raises(Refused):
        online.receive(version=org.version, handed=handed, channel=Channel.POST, by=org.desk_officer, now=NOON)
    plain = Version.objects.get(procedure__code="T-1", number=1)
    with pytest.raises(Refused):
        identity.note(version=plain, shown=shown(), by=org.desk_officer, now=NOON)


def test_who_saw_the_paper_does_not_decide(org) -> None:
    org.version = publicly.publish(org, "T-DL2", effects=EFFECTS, flow={"steps": [publicly.RECEIVE]})
    made = receive(org, seen(org), "mot").dossier
    with pytest.raises(Refused, match="không quyết định"):
        publicly.act(made, org.desk_officer, "forward")
    assert not Answer.objects.exists()


@pytest.fixture
def signed_at_desk(org) -> Dossier:
    """Receive, sign, return: all at the desk, where `colleague` sits, too."""
    org.colleague = organisation.person("Cà Thị Cùng")
    organisation.seat(org.colleague, org.desk, "bo_phan_mot_cua")
    sign = publicly.SIGN | {"assignee": "bo_phan_mot_cua", "actions": ["forward", "return", "refuse"]}
    steps = [publicly.RECEIVE, sign, publicly.RECEIVE | {"key": "tra", "name": "Trả kết quả"}]
    org.version = publicly.publish(org, "T-DL3", effects=EFFECTS, flow={"steps": steps})
    made = receive(org, seen(org), "ba").dossier
    return publicly.act(made, org.desk_officer, "forward")


@pytest.mark.parametrize("action", ["forward", "refuse"])
def test_who_saw_the_paper_does_not_sign_even_when_another_closes(org, signed_at_desk, action) -> None:
    with pytest.raises(Refused, match="không quyết định"), transaction.atomic():
        publicly.act(signed_at_desk, org.desk_officer, action, comment="Không đủ căn cứ")
    assert not Result.objects.exists()


def test_who_saw_the_paper_may_close_what_another_signed(org, signed_at_desk) -> None:
    publicly.act(signed_at_desk, org.colleague, "forward")
    publicly.act(signed_at_desk, org.desk_officer, "forward")
    assert Answer.objects.get().source == signed_at_desk.code


def test_an_effect_in_the_middle_is_decided_at_its_own_step(org) -> None:
    steps = [publicly.RECEIVE, publicly.RECEIVE | {"key": "tra", "name": "Trả kết quả"}]
    early = [EFFECTS[0] | {"at": "tiep_nhan"}]
    org.version = publicly.publish(org, "T-DL4", effects=early, flow={"steps": steps})
    made = receive(org, seen(org), "bon").dossier
    with pytest.raises(Refused, match="không quyết định"), transaction.atomic():
        publicly.act(made, org.desk_officer, "forward")
    org.colleague = organisation.person("Cà Thị Cùng")
    organisation.seat(org.colleague, org.desk, "bo_phan_mot_cua")
    publicly.act(made, org.colleague, "forward")
    publicly.act(made, org.desk_officer, "forward")
    assert Answer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_paper_sent_twice_at_once_makes_one_dossier() -> None:
    org = publicly.build()
    org.asks = organisation.person(NAME, date_of_birth=BORN, cccd=NUMBER)
    organisation.seat(org.asks, org.field_office, "cong_chuc_linh_vuc")
    org.version = publicly.publish(org, "T-DL", effects=EFFECTS)
    check = seen(org)

    def send(token: str) -> str:
        try:
            with transaction.atomic():
                return receive(org, check, token).dossier.code
        except AlreadyDone as done:
            return done.who

    first, second = office.at_once(lambda: send("mot"), lambda: send("hai"))
    assert first == second == Dossier.objects.get().code


def test_papers_of_which_nothing_came_go_after_a_month_and_the_person_reads_of_the_others(org) -> None:
    used, _unused = seen(org), seen(org)
    receive(org, used, "mot")
    assert privacy.clear("procedures.identity", now=NOON + timedelta(days=30)) == 0
    assert privacy.clear("procedures.identity", now=NOON + timedelta(days=31)) == 1

    assert list(IdentityCheck.objects.all()) == [used]
    [held] = [part for part in queries.held(org.asks) if part.holding.name == "procedures.dossiers"]
    assert [row["paper"] for row in held.rows] == ["Thẻ căn cước"]


def test_visitors_without_an_account_read_where_to_go(org) -> None:
    assert "mang giấy tờ tùy thân đến bộ phận một cửa" in Client().get("/thu-tuc/T-DL/").content.decode()
