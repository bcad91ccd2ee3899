"""Two communes' units become one while 40 dossiers are under way, half of them in the middle of a vote: looked at,
decided, and each dossier goes on to its end with the right people."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from tests.e2e.test_look import PASSWORD, sign_in
from tests.support import org as organisation

pytestmark = pytest.mark.e2e
DOSSIERS = 40
STEPS = {
    "T-XEM": {"key": "xem", "name": "Xem xét", "assignee": "bi_thu(don_vi_thu_ly)", "actions": ["forward"]},
    "T-HOP": {
        "key": "hop",
        "name": "Họp Ban Chấp hành",
        "kind": "vote",
        "assignee": "bch(don_vi_thu_ly)",
        "vote": {"quorum": "2/3", "threshold": "1/2"},
    },
}


@pytest.fixture
def org(transactional_db: None) -> SimpleNamespace:
    from doanso.core.accounts.models import User
    from doanso.core.units.models import Membership, Position
    from doanso.features.members.services import open_register
    from doanso.features.organisation.tests.test_merger import build

    org = build()
    org.other = organisation.unit("T-CS2", "Đoàn xã Hai", "DOAN_CO_SO", org.province)
    org.chair = organisation.person("Quách Thị Hai")
    organisation.seat(org.chair, org.other, "bi_thu")
    organisation.seat(org.admin, org.province, "quan_tri_don_vi")
    long_ago = timezone.localdate() - timedelta(days=200)
    Position.objects.update(valid_from=long_ago)
    Membership.objects.update(valid_from=long_ago)
    open_register(now=timezone.now())
    for name, person in {"admin": org.admin, "chair": org.chair, "voter": org.base_member}.items():
        User.objects.create_user(name, password=PASSWORD, person=person)
    return org


def submit(org: SimpleNamespace) -> None:
    """Half by the secretary's step, half by a vote in which one of three has voted."""
    from doanso.blocks.workflow import queries as workflow
    from doanso.blocks.workflow import services as work
    from doanso.features.procedures.tests import office

    now = timezone.now() - timedelta(minutes=1)
    versions = [
        office.publish(org.base, code=code, kind="DOAN", flow={"steps": [step]}) for code, step in STEPS.items()
    ]
    org.dossiers = [office.submit(versions[number % 2], now=now) for number in range(DOSSIERS)]
    for dossier in org.dossiers[1::2]:
        step = workflow.open_steps(workflow.case_of(dossier)).get()
        work.vote(activation_id=step.pk, by=org.base_secretary, choice="for", now=now)


def finish(org: SimpleNamespace) -> None:
    """All that the browser left: the other two vote, and the secretary of the unit that goes on closes or decides."""
    from doanso.blocks.workflow import queries as workflow
    from doanso.blocks.workflow import services as work
    from doanso.features.procedures.models import Dossier
    from doanso.features.procedures.services import dossiers
    from doanso.features.procedures.tests import office

    now = timezone.now()
    for dossier in Dossier.objects.filter(returned_at=None):
        step = workflow.open_steps(workflow.case_of(dossier)).get()
        if step.step == "xem":
            office.act(dossier, org.chair, now=now)
            continue
        for voter in (org.base_deputy, org.base_member):
            if not workflow.has_voted(step, voter):
                work.vote(activation_id=step.pk, by=voter, choice="for", now=now)
        dossiers.close_vote(dossier_id=dossier.pk, activation_id=step.pk, by=org.chair, now=now)


def test_merger_of_two_communes_with_forty_dossiers_under_way(live: Any, org: Any, browse: Any, axe: Any, shot: Any):
    from doanso.core.inbox import queries as inbox
    from doanso.core.units.models import Unit
    from doanso.features.procedures.models import Dossier, Status
    from doanso.lib.modules import all_modules

    submit(org)
    page = browse()
    sign_in(page, live.url, "admin")
    page.goto(f"{live.url}/don-vi/T-CS/")
    page.get_by_role("link", name="Sáp nhập vào đơn vị khác").click()
    page.select_option("[name=vao]", "T-CS2")
    page.fill("[name=ngay]", f"{timezone.localdate():%Y-%m-%d}")
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_text("Hồ sơ đang giải quyết, tiếp tục ở đơn vị mới").wait_for()
    assert axe(page) == []
    shot(page, "preview")
    page.get_by_role("button", name="Sáp nhập", exact=True).click()
    page.wait_for_url("**/quan-tri/to-chuc/*/")
    assert axe(page) == []
    shot(page, "done")

    assert Unit.objects.get(pk=org.branch.pk).parent_id == org.other.pk
    assert inbox.badge(org.base_secretary) == inbox.badge(org.base_member) == DOSSIERS // 2
    assert inbox.badge(org.chair) == DOSSIERS // 2
    vote = f"{live.url}/ho-so/{org.dossiers[1].code}/"
    for name, button in (("voter", "Tán thành"), ("chair", "Kiểm phiếu")):
        page.context.clear_cookies()
        sign_in(page, live.url, name)
        page.goto(vote)
        if name == "chair":
            page.get_by_text("Kiểm phiếu và lập biên bản").click()
        page.get_by_role("button", name=button, exact=True).first.click()
        page.wait_for_load_state()
    assert Dossier.objects.get(pk=org.dossiers[1].pk).status == Status.RETURNED
    finish(org)

    assert list(Dossier.objects.values_list("unit", "status").distinct()) == [(org.other.pk, Status.RETURNED)]
    problems = {one.name: one.run() for module in all_modules() for one in module.reconcilers}
    assert {name: found for name, found in problems.items() if found} == {}
