"""Joining: what was typed is never lost, the rules are accepted, and everybody reads when they were changed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.support.org import build

from doanso.core.audit import queries as audit
from doanso.features.contests.models import Contest, Entrant
from doanso.features.contests.queries import entrants, hall, organising, published
from doanso.features.contests.services import joining, publishing
from doanso.features.contests.tests import sample

pytestmark = pytest.mark.django_db
TYPED = {"full_name": "Lê Thị Na", "unit": "Lớp 9B", "phone": "0912345678", "birth": "2008", "agree": "on"}


def contest(**more):
    org = build()
    made = sample.contest(org.province, sample.bank(org.province), **more)
    now = timezone.now()
    made.rounds.update(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))
    joining.seed(now)
    return org, made


def test_a_taken_phone_or_a_wrong_age_brings_the_form_back_as_it_was_typed():
    _org, made = contest(fields=["phone"], audience={"units": ["T-CD"], "from_age": 8})
    client, page = Client(), f"/cuoc-thi/{made.code}/tham-gia/"
    assert client.post(page, TYPED | {"birth": str(timezone.now().year - 7)}).context["form"].errors == {
        "birth": ["Cuộc thi này dành cho người từ 8 tuổi trở lên."]
    }
    assert client.post(page, TYPED).status_code == 302
    again = Client().post(page, TYPED | {"full_name": "Trần Văn Hai"})
    assert list(again.context["form"].errors) == ["phone"]
    shown = again.content.decode()
    assert [words in shown for words in ("Trần Văn Hai", "Lớp 9B", "0912345678", "2008")] == [True] * 4
    assert Entrant.objects.count() == 1


def test_the_rules_are_shown_and_accepted_with_joining_and_a_later_change_is_told_with_the_earlier_words():
    org, made = contest(fields=["phone"])
    client, page = Client(), f"/cuoc-thi/{made.code}/tham-gia/"
    shown = client.get(page).content.decode()
    assert [words in shown for words in ("Mỗi người thi một lượt.", f"/cuoc-thi/{made.code}/#the-le")] == [True, True]
    given = {"name": made.name, "summary": made.summary, "rules": "Mỗi người thi hai lượt."}

    def change(**more):
        now = made.refresh_from_db() or timezone.now()
        seen = organising.seen(organising.intro(made))
        publishing.change_text(contest=made, given=given | more, seen=seen, by=org.province_secretary, now=now)

    change(rules="Mỗi người thi một lượt!")  # nobody has joined yet
    assert published.notices(made) == []
    client.post(page, TYPED)
    joined = audit.of(Entrant.objects.get()).get()
    assert joined.data["rules"] == entrants.digest("Mỗi người thi một lượt!")
    change(name="Tên khác", rules="Mỗi người thi một lượt!")
    assert published.notices(made) == []
    change()
    told = published.notices(made)
    assert [(one.words, one.earlier) for one in told] == [("Thể lệ đã được sửa đổi.", "Mỗi người thi một lượt!")]
    shown = client.get(f"/cuoc-thi/{made.code}/").content.decode()
    assert [words in shown for words in ("Thể lệ đã được sửa đổi.", "Mỗi người thi một lượt!")] == [True, True]


def test_the_hall_reads_no_more_than_it_shows(monkeypatch):
    org, made = contest()
    monkeypatch.setattr(hall, "MOST_OVER", 2)
    now, bank = timezone.now(), made.rounds.get().lines.get().bank
    for number in range(3):
        past = sample.contest(org.province, bank, code=f"cu-{number}")
        past.rounds.update(opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=number + 1))
    found = hall.hall(now)
    assert [[one.contest.code for one in found[phase]] for phase in (hall.Phase.RUNNING, hall.Phase.OVER)] == [
        ["thi-thu"],
        ["cu-0", "cu-1"],
    ]
    assert Contest.objects.count() == 4
