"""An office in the middle of its work: something real behind every address, and people who have no business there."""

from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone

from doanso.blocks.eforms import services as eforms
from doanso.blocks.intake.models import Mapping
from doanso.blocks.intake.tests import making as intake
from doanso.blocks.papers import services as papers
from doanso.blocks.papers.tests.test_word import docx
from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow import services as work
from doanso.core.accounts import services as accounts
from doanso.core.accounts.models import Person, User
from doanso.core.calendar import services as calendar
from doanso.core.consent import services as consent
from doanso.core.files.models import File
from doanso.core.inbox.models import Item
from doanso.core.notify import services as notify
from doanso.core.privacy import services as privacy
from doanso.core.qr import services as qr
from doanso.core.units import services as units
from doanso.core.units.models import Delegation, Position, Role
from doanso.features.cadres.tests import support as cadres
from doanso.features.money.tests import ledger
from doanso.features.organisation.tests import sample as changes
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.services import clients, moving
from doanso.features.procedures.services import papers as slips
from doanso.features.procedures.services.authoring import calls, documents, drafts, exchange, reviewing
from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.services.authoring.workbook import packing, planning
from doanso.features.procedures.tests import office, publicly
from doanso.features.staff.tests import support as staff
from tests.support import archive_addresses, contest_addresses, counter_addresses, pair_addresses, waiting_addresses
from tests.support import org as organisation

PASSWORD = "con đường làng 1975"
NAME, REASON, REMARK, FILE = "Quàng Văn Kín", "Lý do chỉ nơi nhận được biết", "Nhận xét trong nội bộ", "giay-kin.pdf"
PDF = f"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%{REASON}\n%%EOF\n".encode()
FIELDS = [*publicly.FIELDS, {"key": "giay_to", "type": "file", "label": "Giấy tờ"}]
SECTION = {"key": "don", "title": "Đơn", "fields": FIELDS}
FORM = {**publicly.FORM, "offline": True, "pages": [{"key": "don", "title": "Đơn", "sections": [SECTION]}]}
FILL = {**publicly.RECEIVE, "extra": {"form": "T-DON"}}
HAND = {"key": "tra", "name": "Trả kết quả", "assignee": "bo_phan_mot_cua", "minutes": 30, "actions": ["forward"]}
VOTE = {"key": "hop", "name": "Họp xét", "kind": "vote", "assignee": "hop(don_vi_thu_ly)", "vote": {"quorum": "1/2"}}
OUTSIDERS = ("stranger", "next_door", "former_delegate", "former_officer")
LENT = ("desk_officer", "head", "admin", "secretary")


def build() -> SimpleNamespace:
    """`at` names what stands in addresses; `outsiders` are signed in and refused; `visitor` has no account."""
    o = organisation.build()
    o.now, o.at, o.browsers = timezone.now(), {}, {}
    _people(o)
    _procedures(o)
    _dossier(o)
    _drafts(o)
    _other_dossiers(o)
    waiting_addresses.sample(o, NAME)
    counter_addresses.sample(o, NAME)
    archive_addresses.sample(o, NAME)
    _things(o)
    ledger.sample(o)
    staff.sample(o, NAME)
    pair_addresses.sample(o, NAME)
    cadres.sample(o)
    contest_addresses.sample(o)
    _own_things(o)
    _moves(o)
    _imports(o)
    _time_passes(o)
    o.visitor = Browser()
    o.secrets = (NAME, REASON, REMARK, FILE, publicly.CCCD, publicly.PHONE, *(d.code for d in Dossier.objects.all()))
    return o


def browser(o: SimpleNamespace, name: str) -> Browser:
    """Signed in as `o.<name>` by password, once, and asked for it again as before something serious."""
    if name not in o.browsers:
        user = account(o, name)
        o.browsers[name] = Browser()
        answer = o.browsers[name].post("/dang-nhap/", {"login": user.username, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        o.browsers[name].post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
    return o.browsers[name]


def account(o: SimpleNamespace, name: str) -> User:
    person: Person = getattr(o, name)
    if found := User.objects.filter(person=person).first():
        return found
    return accounts.create_user(person=person, username=f"n{person.pk}", password=PASSWORD, by=None, now=o.now)


def _people(o: SimpleNamespace) -> None:
    """The neighbour holds every seat next door; both former ones had every seat here, lent or their own."""
    o.admin, o.former_delegate = organisation.person("Ngô Quản Trị"), organisation.person("Hà Từng Thay")
    o.developer = organisation.person("Lý Thạo Nghề")
    o.former_officer, o.next_door = organisation.person("Tạ Từng Làm"), o.neighbour_head
    for role in Role.objects.all():  # here every seat may be lent, so that the former delegate had them all
        Role.objects.filter(pk=role.pk).update(permissions=[*role.permissions, "delegate"])
    organisation.seat(o.admin, o.commune, "quan_tri_don_vi")
    o.keeper = organisation.person("Vi Thị Giữ")
    organisation.seat(o.keeper, o.commune, "bao_ve_du_lieu")
    for unit, role in ((o.neighbour, "quan_tri_don_vi"), (o.neighbour, "bo_phan_mot_cua"), (o.sister, "bi_thu")):
        organisation.seat(o.next_door, unit, role)
    for name in LENT:
        position = Position.objects.get(person=getattr(o, name))
        lend(o, name, o.former_delegate)
        organisation.seat(o.former_officer, position.unit, position.role_id)


def lend(o: SimpleNamespace, name: str, to: Person) -> Delegation:
    holder, today = getattr(o, name), timezone.localdate(o.now)
    days = {"first_day": today, "last_day": today + timedelta(days=1)}
    position = Position.objects.get(person=holder)
    return units.delegate(position=position, to=to, kind="KT", by=holder, now=o.now, **days)


def _procedures(o: SimpleNamespace) -> None:
    eforms.define(code="T-DON", name="Đơn thử", definition=FORM, by=None, now=o.now)
    o.version = publicly.publish(o, flow={"steps": [publicly.RECEIVE, publicly.SIGN, HAND]})
    o.with_own_step = publicly.publish(o, "T-2", flow={"steps": [publicly.RECEIVE, publicly.OWN, publicly.SIGN]})
    o.with_form = publicly.publish(o, "T-8", flow={"steps": [FILL, publicly.SIGN]})
    o.with_vote = publicly.publish(SimpleNamespace(desk=o.branch), "T-3", flow={"steps": [VOTE]})


def act(o: SimpleNamespace, dossier: Dossier, by: Person, action: str = "forward", comment: str = "") -> None:
    publicly.act(dossier, by, action, o.now, comment)


def _drafts(o: SimpleNamespace) -> None:
    """One that is being written, with something to take back and to make again; one that waits for its review."""
    on_paper = drafts.revise(version=o.version, by=o.head, now=o.now)
    forms = {"B-T-1": {**FORM, "code": "B-T-1"}}
    told = {"draft_id": on_paper.pk, "seen": 0, "label": "Biểu mẫu", "by": o.head, "now": o.now}
    drafts.edit(make=lambda content: content | {"step_forms": forms}, **told)
    for number, name in enumerate(("Ảnh 3×4", "Sổ hộ khẩu"), 1):
        row = {"key": f"tl_{number}", "name": name, "original": 1, "copy": 0, "required": True}
        add = partial(documents.put, document=row)
        drafts.edit(draft_id=on_paper.pk, seen=number, make=add, label=name, by=o.head, now=o.now)
    drafts.undo(draft_id=on_paper.pk, by=o.head, now=o.now)
    sent_in = drafts.revise(version=o.with_own_step, by=o.admin, now=o.now)
    reviewing.send(draft_id=sent_in.pk, by=o.admin, now=o.now)
    due = timezone.localdate(o.now) + timedelta(days=30)
    told = {"title": "Thủ tục Đoàn vụ", "field": "Đoàn vụ", "text": "", "unit": o.province, "due": due}
    asked = calls.give(**told, to=[o.branch], by=o.province_secretary, now=o.now)
    o.at |= {"call": asked.pk, "share": asked.shares.get().pk, "due": due.isoformat()}
    o.at |= {"writing": on_paper.pk, "reviewed": sent_in.pk}
    made = contents.blank(code="T-BANG", kind="TTHC", name="Từ bảng tính")
    o.at["workbook"] = packing.pack([planning.Plan(planning.Entry("T-BANG", o.desk.code, "", made), planning.CHANGED)])
    o.at["content"] = exchange.write(contents.blank(code="T-TEP", kind="TTHC", name="Từ tệp")).decode()


def _dossier(o: SimpleNamespace) -> None:
    """Signed, with its result, waiting to be handed over; both former ones worked on it while they could."""
    upload = SimpleUploadedFile(FILE, PDF)
    made = publicly.apply(Browser(), ho_ten=NAME, ly_do=REASON, giay_to=upload)
    o.open = made.dossier
    act(o, o.open, o.former_delegate)
    act(o, o.open, o.former_officer)
    case = workflow.case_of(o.open)
    o.at |= {"dossier": o.open.code, "tracking": o.open.tracking, "key": made.key, "step": _step(o.open)}
    o.at |= {
        "file": File.objects.get(name=FILE).token,
        "paper": _paper(o, o.open),
        "verify": o.open.result.verify_token,
    }
    work.comment(case_id=case.pk, by=o.former_officer, now=o.now, text=REMARK)
    work.claim(case_id=case.pk, activation_id=o.at["step"], by=o.desk_officer, now=o.now)
    o.at["item"] = _item(o.at["step"])


def _item(step: int) -> int:
    return Item.objects.get(kind="workflow.step", key=str(step)).pk


def _paper(o: SimpleNamespace, dossier: Dossier) -> int:
    return slips.receipt(dossier=dossier, by=o.desk_officer, now=o.now).pk


def _step(dossier: Dossier) -> int:
    return workflow.open_steps(workflow.case_of(dossier)).get().pk


def _other_dossiers(o: SimpleNamespace) -> None:
    """One late and taken on by who was lent the seat, one to be completed, one with the applicant, one to vote on, and
    one whose step has a form of its own."""
    inspected = office.submit(o.with_form, NAME)
    o.at |= {"fill": inspected.code, "fill_step": _step(inspected)}
    late = publicly.apply(Browser(), ho_ten=NAME, ly_do=REASON).dossier
    Dossier.objects.filter(pk=late.pk).update(due_at=o.now - timedelta(days=3))
    step = _step(late)
    work.claim(case_id=workflow.case_of(late).pk, activation_id=step, by=o.former_delegate, now=o.now)
    more = publicly.apply(Browser(), ho_ten=NAME, ly_do=REASON)
    act(o, more.dossier, o.desk_officer, "supplement", "Xin bổ sung")
    o.at |= {"more": more.dossier.code, "minute": f"{timezone.localtime(o.now):%Y-%m-%dT%H:%M}"}
    own = publicly.apply(Browser(), "T-2", ho_ten=NAME, ly_do=REASON)
    act(o, own.dossier, o.desk_officer)
    voted = publicly.apply(Browser(), "T-3", ho_ten=NAME, ly_do=REASON)
    vote, o.at["other_key"] = voted.dossier, voted.key
    second = organisation.person("Giàng A Hai")
    organisation.seat(second, o.desk, "bo_phan_mot_cua")
    o.at |= {"late": late.code, "late_step": step, "late_item": _item(step), "second": second.pk}
    o.at |= {"vote": vote.code, "vote_step": _step(vote)}
    o.at |= {"more_tracking": more.dossier.tracking, "more_key": more.key}
    o.at |= {"own_tracking": own.dossier.tracking, "own_key": own.key, "own_step": _step(own.dossier)}


def _things(o: SimpleNamespace) -> None:
    """What an office has beside dossiers."""
    User.objects.filter(pk=account(o, "developer").pk).update(is_staff=True, is_superuser=True)
    papers.add_missing_rules(now=o.now)
    content = docx("{{ so_ky_hieu }}")
    papers.set_word_template(unit=o.commune, kind="quyet_dinh", name="a.docx", content=content, by=o.admin, now=o.now)
    link = qr.issue("form", "/thu-tuc/T-1/", unit=o.desk, by=o.former_officer, now=o.now)
    o.at |= {"link": link.pk, "token": link.token, "desk": o.desk.code, "commune": o.commune.code}
    calendar.set_day(day=o.now.date(), kind="holiday", name="Nghỉ thử", unit=o.desk, by=o.head, now=o.now)
    week = (((420, 660),),) * 7
    calendar.set_hours(unit=o.desk, valid_from=o.now.date(), week=week, by=o.head, now=o.now)
    o.at |= {"day": o.now.date().isoformat(), "member": o.members[2].pk}
    seat = Position.objects.get(person=o.desk_officer)
    Person.objects.filter(pk=o.field_officer.pk).update(phone="0900000456", cccd="099090000456")
    o.at["copy"] = privacy.open_copy(person=o.desk_officer, ground=privacy.Ground("T99.1-0"), now=o.now).pk
    o.at |= {"officer": o.desk_officer.pk, "clerk": o.field_officer.pk, "seat": seat.pk}
    changes.sample(o)
    o.at["program"] = clients.register(name="Cổng xã", unit=o.commune, scopes=["read"], by=None, now=o.now)[0].pk
    clients.register(name="Cổng bên", unit=o.neighbour, scopes=["read"], by=None, now=o.now, token="b" * 40)


def _own_things(o: SimpleNamespace) -> None:
    """What belongs to one officer alone."""
    told = {"code": o.open.code, "tracking": o.open.tracking, "due_at": None}
    told |= dict.fromkeys(("name", "unit", "procedure"), "Thử")
    note = notify.send("procedures.submitted", to=o.desk_officer, context=told, once="x", now=o.now, url="/viec/")
    yes = consent.give("dossier", person=o.desk_officer, subject="x", evidence={}, now=o.now)
    draft = publicly.resume_link(browser(o, "desk_officer"))
    counter = publicly.turn(*_counter(o), go="save", **publicly.ANSWERS).context["resume_link"]
    desk = publicly.turn(*_desk(o), go="save", **publicly.ANSWERS).context["resume_link"]
    filled = publicly.turn(*_fill(o), go="save", **publicly.ANSWERS).context["resume_link"]
    o.at |= {"desk_draft": desk.partition("nhap=")[2], "fill_draft": filled.partition("nhap=")[2]}
    key = Authenticator.objects.create(user=account(o, "desk_officer"), type="webauthn", data={"name": "Khóa"})
    o.at |= {"note": note.pk, "consent": yes.pk, "lent": lend(o, "desk_officer", o.field_officer).pk, "passkey": key.pk}
    o.at |= {"draft": _last(draft), "counter_draft": _last(counter)}


def _fill(o: SimpleNamespace) -> tuple[Browser, str, Any]:
    client, address = browser(o, "desk_officer"), "/ho-so/{fill}/buoc/{fill_step}/bieu-mau/".format(**o.at)
    return client, address, client.get(address)


def _moves(o: SimpleNamespace) -> None:
    """T-7 has a new version: one dossier was moved to it, one may be, and one is still under the old version."""
    old = publicly.publish(o, "T-7")
    found = [office.submit(old, NAME) for _number in range(3)]
    new = publicly.publish(o, "T-7", name="Cấp giấy xác nhận thử, bản mới")
    plans = [{"target": new, "dossiers": [one], "mapping": {}, "by": o.admin, "now": o.now} for one in found[:2]]
    moved, planned = [moving.plan(**each) for each in plans]
    moving.start(batch_id=moved.pk, by=o.admin, now=o.now)
    moving.run(batch_id=moved.pk, now=o.now)
    o.at |= {"moved": moved.pk, "planned": planned.pk, "to_move": found[2].code}


def _imports(o: SimpleNamespace) -> None:
    """A list of members that the branch's secretary sent: looked at, not confirmed."""
    row = (NAME, "05/03/2004", publicly.CCCD, o.branch.code)
    told = {"columns": {"ten": "ho_ten"}, "changed_at": o.now, "changed_by": o.secretary}
    o.at["mapping"] = Mapping.objects.create(importer=intake.MEMBERS, unit=o.branch, **told).pk
    o.at["import"] = intake.previewed(o.secretary, o.branch, [row], name=FILE.replace(".pdf", ".xlsx")).pk


def _counter(o: SimpleNamespace) -> tuple[Browser, str, Any]:
    client, address = browser(o, "desk_officer"), "/tiep-nhan/T-1/"
    return client, address, client.get(address)


def _desk(o: SimpleNamespace) -> tuple[Browser, str, Any]:
    client, address = browser(o, "desk_officer"), f"/ho-so/{o.at['more']}/bo-sung/to-khai/"
    return client, address, client.get(address)


def _last(link: str) -> str:
    return link.partition("?")[0].rstrip("/").rpartition("/")[2]


def _time_passes(o: SimpleNamespace) -> None:
    """The delegations and the seats of the former ones ended yesterday."""
    yesterday = timezone.localdate(o.now) - timedelta(days=1)
    ended = {"valid_from": yesterday - timedelta(days=9), "valid_to": yesterday}
    Delegation.objects.filter(delegate=o.former_delegate).update(**ended)
    for position in Position.objects.filter(person=o.former_officer):
        units.end_position(position=position, last_day=yesterday, by=None, now=o.now)
