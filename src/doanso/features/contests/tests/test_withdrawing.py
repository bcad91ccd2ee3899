"""Who takes the consent back leaves: what counts, what others read, what is kept, and that nobody comes back."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from tests.support.org import NOON

from doanso.core.audit import queries as audit
from doanso.core.audit.models import Event as Audit
from doanso.core.consent import services as consent
from doanso.core.consent.models import Consent
from doanso.core.privacy.models import Viewing
from doanso.core.privacy.services import clear
from doanso.features.contests import personal, reconciling
from doanso.features.contests.models import Entrant, Event, Exclusion, Fold, Former, Result, Standing, What
from doanso.features.contests.queries import announcing as announced
from doanso.features.contests.queries import entrants, ranking
from doanso.features.contests.services import announcing, certifying, folding, joining, withdrawing
from doanso.features.contests.services.joining import Browser, Given
from doanso.features.contests.tests import sample
from doanso.features.contests.tests.test_folding import answers, fold, happened, started
from doanso.features.contests.tests.test_judging_pages import browser, entrant_browser
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.text import name_sort_key

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=3)
PHONE = "0912345678"


@pytest.fixture
def s() -> SimpleNamespace:
    """Two have handed in a round that is over: Na, by phone, is better than An, with an account."""
    s = sample.running()
    joining.seed(NOON)
    told = Given(full_name="Lê Thị Na", unit=s.org.branch, phone=PHONE, birth_year=2010)
    s.na = join(s, told)
    s.person = s.org.members[0]
    s.an = joining.join_with_account(s.contest, person=s.person, given=Given(), **PROOF)
    for who, right in ((s.na, 9), (s.an, 7)):
        started(s.round, who, NOON)
        happened(
            s.round, who, What.SUBMIT, NOON + timedelta(minutes=2), {"answers": answers(s.round, who, right=right)}
        )
    fold(s, now=LATER)
    Fold.objects.update(finished=True)
    return s


PROOF = {"browser": Browser("may", "mang"), "evidence": {"form": "test"}, "now": NOON}


def join(s: SimpleNamespace, told: Given) -> Entrant:
    return joining.join(s.contest, given=told, **PROOF).entrant


def ranks(s: SimpleNamespace) -> list[tuple[int, int]]:
    return [(place.rank, place.entrant_id) for place in ranking.people(s.round)]


def kept(entrant: Entrant) -> dict[str, object]:
    row = Entrant.objects.filter(pk=entrant.pk).values().get()
    return {name: value for name, value in row.items() if value not in ("", None)}


def test_before_the_announcement_who_leaves_counts_no_longer_and_the_log_says_the_same(s):
    events = list(Event.objects.filter(round_id=s.round.pk).order_by("pk").values())
    assert ranks(s) == [(1, s.na.pk), (2, s.an.pk)]
    for _twice in range(2):
        withdrawing.withdraw(entrant=s.na, by=None, now=LATER)

    assert (ranks(s), Fold.objects.get().counted) == ([(1, s.an.pk)], 1)
    assert kept(s.na) == {
        "id": s.na.pk, "contest_id": s.contest.pk, "identity": f"former:{s.na.pk}", "unit_id": s.org.branch.pk,
        "joined_at": NOON, "withdrawn_at": LATER, "sort_key": name_sort_key(""),
    }  # fmt: skip
    assert list(Event.objects.filter(round_id=s.round.pk).order_by("pk").values()) == events
    assert reconciling.run() == []
    folding.rebuild(s.round, now=LATER)
    assert ranks(s) == [(1, s.an.pk)]
    assert Consent.objects.get(subject=f"contest:{s.na.pk}").withdrawn_at == LATER
    trail = [(row.kind, row.actor_label) for row in audit.of(s.na)]
    assert trail == [("contest.joined", ""), ("contest.left", "entrant")]
    assert "Na" not in json.dumps([[row.actor_label, row.data] for row in Audit.objects.all()])


def test_what_was_announced_stays_as_a_figure_without_a_name_until_it_is_taken_back(s):
    judge = s.org.province_secretary
    announcing.announce(round=s.round, by=judge, now=LATER)
    s.round.refresh_from_db()
    paper = certifying.issue(round=s.round, results=announced.people(s.round), by=judge, now=LATER)[0]
    withdrawing.withdraw(entrant=s.na, by=None, now=LATER + timedelta(hours=1))

    assert list(Result.objects.filter(unit=None).values_list("rank", "entrant")) == [(1, s.na.pk), (2, s.an.pk)]
    assert (ranks(s), reconciling.run()) == ([(1, s.na.pk), (2, s.an.pk)], [])
    public = Client().get(f"/cuoc-thi/{s.contest.code}/dot-1/xep-hang/").content.decode()
    assert ("Đã gỡ tên" in public, "Lê Thị Na" in public) == (True, False)
    shown = Client().get(f"/cuoc-thi/chung-nhan/{paper.code}/").content.decode()
    assert ("Người được cấp đã rút khỏi cuộc thi." in shown, "Lê Thị Na" in shown) == (True, False)
    assert certifying.issue(round=s.round, results=announced.people(s.round), by=judge, now=LATER)[0].revoked_at

    announcing.take_back(round=s.round, reason="Chấm lại câu ba.", by=judge, now=LATER + timedelta(hours=2))
    assert (ranks(s), reconciling.run()) == ([(1, s.an.pk)], [])
    s.round.refresh_from_db()
    announcing.announce(round=s.round, by=judge, now=LATER + timedelta(hours=3))
    s.round.refresh_from_db()
    assert [(one.rank, one.entrant) for one in announced.people(s.round)] == [(1, s.an)]
    assert reconciling.run() == []


def test_nobody_comes_back_with_the_account_the_phone_or_a_new_name(s):
    withdrawing.withdraw(entrant=s.na, by=None, now=LATER)
    withdrawing.withdraw(entrant=s.an, by=s.person, now=LATER)
    s.person.phone = PHONE
    refused = "không tham gia lại"
    with pytest.raises(Refused, match=refused):
        join(s, Given(full_name="Trần Văn Khác", unit_words="Lớp khác", phone=PHONE))
    with pytest.raises(Refused, match=refused):
        joining.join_with_account(s.contest, person=s.person, given=Given(), **PROOF)
    s.person.phone = ""
    with pytest.raises(Refused, match=refused):
        joining.join_with_account(s.contest, person=s.person, given=Given(), **PROOF)
    assert Former.objects.filter(digest__contains=PHONE).count() == 0
    other = sample.contest(s.org.province, s.bank, code="thi-khac")
    assert joining.join(other, given=Given(full_name="Lê Thị Na", phone=PHONE), **PROOF).entrant.phone == PHONE
    closed = s.round.closes_at
    gone = [(personal.forget_contacts(closed + timedelta(days=days)), Former.objects.exists()) for days in (364, 366)]
    assert gone == [(0, True), (1, False)]  # the phone in the other contest, and all that was kept of the two here


def test_the_page_tells_first_and_only_the_entrant_leaves(s):
    here = f"/cuoc-thi/{s.contest.code}/rut/"
    client, neighbour = entrant_browser(s.na), browser(s.org.members[1])
    told = client.get(here)
    assert told.context["means"].lost == [s.round]
    assert client.post(here).status_code == 422
    assert [visitor.post(here, {"sure": "on"})["Location"] for visitor in (Client(), neighbour)] == [
        f"/cuoc-thi/{s.contest.code}/"
    ] * 2
    assert Entrant.objects.exclude(withdrawn_at=None).count() == 0
    with pytest.raises(Forbidden):
        withdrawing.withdraw(entrant=s.an, by=s.org.members[1], now=LATER)

    left = client.post(here, {"sure": "on"})
    assert left.cookies[entrants.cookie_name(s.contest)].value == ""
    old = entrant_browser(s.na)  # a cookie that somebody kept
    assert [old.get(f"/cuoc-thi/{s.contest.code}/dot-1/").status_code, old.get(here).status_code] == [302, 302]
    assert browser(s.person).post(here, {"sure": "on"}).status_code == 302
    assert Standing.objects.filter(excluded=False).count() == 0


def test_consent_taken_back_on_its_page_and_erasing_end_the_taking_part(s):
    other = sample.contest(s.org.province, s.bank, code="thi-khac")
    joining.join_with_account(other, person=s.person, given=Given(), **PROOF)
    consents = Consent.objects.filter(person=s.person, purpose__code="contest")
    assert sorted(consents.values_list("subject", flat=True)) == ["thi-khac", "thi-thu"]
    Exclusion.objects.create(
        round=s.round, entrant=s.an, reason="Hai máy.", by=s.org.province_secretary, at=NOON, appeal_text="Tôi là An.",
        appeal=Exclusion.Appeal.OPEN, appealed_at=NOON,
    )  # fmt: skip

    rows = next(one for one in personal.HOLDINGS if one.name == "contests.attempts").tell(s.person)
    assert [(row["points"], row["excluded"], len(row["answers"])) for row in rows] == [(7, "Hai máy. Tôi là An.", 12)]
    consent.withdraw(consents.get(subject="thi-thu"), by=s.person, now=LATER)
    assert list(Entrant.objects.filter(person=s.person).values_list("contest__code", flat=True)) == ["thi-khac"]
    assert list(Exclusion.objects.values_list("appeal", "appeal_text")) == [("khong", "")]
    erase = next(one for one in personal.HOLDINGS if one.name == "contests.entrants").erase
    assert (erase(s.person, LATER), erase(s.person, LATER)) == (1, 0)
    assert Entrant.objects.filter(full_name=s.person.full_name).count() == 0


def test_who_opened_an_entry_or_took_names_along_is_written_down(s):
    judge = s.org.province_secretary
    for who in (s.na, s.an):
        Exclusion.objects.create(round=s.round, entrant=who, reason="Hai máy một mạng.", by=judge, at=NOON)
    client, here = browser(judge), f"/to-chuc-thi/{s.contest.code}/dot-1/"
    for one in Exclusion.objects.order_by("pk"):
        client.get(f"{here}loai/{one.pk}/")
    client.get(f"{here}bang.xlsx")
    client.get(f"{here}loai/")  # lists on the screen are none
    seen = Viewing.objects.order_by("pk").values_list("place", "person", "subject", "data__rows")
    assert list(seen) == [
        ("contests.entrant", None, f"contest:{s.na.pk}", None),
        ("contests.entrant", s.person.pk, "", None),
        ("contests.list", None, "", 2),
    ]
    assert clear("contests.contacts", now=timezone.now() + timedelta(days=400)) > 0
