"""Who has a hand in a contest and takes part; two identities of one person; nobody decides about themselves."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from tests.support.org import person

from doanso.blocks.questions.models import Question
from doanso.features.contests.models import Entrant, Event, Exclusion, Flag, What
from doanso.features.contests.services import correcting, dropping, flagging, judging
from doanso.features.contests.tests import judged
from doanso.features.contests.tests.judged import AFTER
from doanso.lib.errors import Forbidden

pytestmark = pytest.mark.django_db
WHY = "Đã xem kỹ hai bài làm."


def raised(one: SimpleNamespace, kind: str) -> list[tuple[int, int | None]]:
    flagging.raise_flags(round=one.round, by=None, now=AFTER)
    return list(one.round.flags.filter(kind=kind).order_by("entrant").values_list("entrant", "other"))


def test_whoever_organises_judges_or_wrote_a_question_and_takes_part_is_a_doubt():
    one = judged.over()
    writer = person("Lê Văn Viết")
    writer.phone = "0912000111"
    writer.save()
    Question.objects.filter(bank__code="T-NH", code="C003").update(author=writer)
    mine = judged.stand(one.round, "Bí Thư", 9, person=one.judge)
    without = judged.stand(one.round, "Viết Văn Lê", 9, phone="0912000111")
    judged.stand(one.round, "Người Ngoài", 9, person=one.org.stranger)
    judged.stand(one.round, "Không Tên", 9)
    assert raised(one, Flag.Kind.PARTY) == [(mine.pk, None), (without.pk, None)]
    told = dict(one.round.flags.filter(kind=Flag.Kind.PARTY).values_list("entrant", "evidence"))
    assert told[without.pk] == {"why": ["wrote"]}
    assert {"judges", "organises"} <= set(told[mine.pk]["why"])


def test_one_phone_or_address_told_twice_and_one_phone_that_answered_for_two_are_doubts():
    """By hand: An and Bình told one number; Chi's account has the address of Dung. Em and Giang answered from `d1`;
    `lab` answered for nine, which says nothing."""
    one = judged.over()
    an, binh = (judged.stand(one.round, name, 3, phone="0912345678") for name in ("An", "Bình"))
    with_account = person("Chi")
    with_account.email = "dung@thu.vn"
    with_account.save()
    chi = judged.stand(one.round, "Chi", 3, person=with_account)
    dung = judged.stand(one.round, "Dung", 3, email="Dung@thu.vn")
    em, giang, *lab = (judged.stand(one.round, f"Em {number}", 3) for number in range(11))
    used = [(em, "d1"), (giang, "d1"), (giang, "d2"), *((each, "lab") for each in lab)]
    for entrant, device in used * 2:
        Event.objects.create(
            round_id=one.round.pk, entrant_id=entrant.pk, number=1, what=What.SAVE, seq=1, data="{}", device=device,
            at=one.round.opens_at,
        )  # fmt: skip
    assert raised(one, Flag.Kind.CONTACT) == [(an.pk, binh.pk), (chi.pk, dung.pk)]
    assert raised(one, Flag.Kind.PHONE) == [(em.pk, giang.pk)]
    assert one.round.flags.get(kind=Flag.Kind.PHONE).evidence == {"count": 2}
    assert not one.round.standings.filter(excluded=True).exists()


def test_who_belongs_to_a_unit_outside_the_audience_is_a_doubt():
    one = judged.over(audience={"units": ["T-CD"]})
    judged.stand(one.round, "Trong", 3, unit=one.org.branch)
    judged.stand(one.round, "Bằng lời", 3, unit_words="10A1")
    outside = judged.stand(one.round, "Ngoài", 3, unit=one.org.base)
    assert raised(one, Flag.Kind.AUDIENCE) == [(outside.pk, None)]


def test_nobody_decides_about_themselves_nor_in_a_round_that_they_take_part_in():
    one = judged.over()
    one.judge.phone = "0912345678"
    one.judge.save()
    mine = judged.stand(one.round, "Tên Khác", 9, phone="0912345678")  # without the account
    rival, twin = (judged.stand(one.round, name, 8, device="m1") for name in ("Đối Thủ", "Sinh Đôi"))
    flagging.raise_flags(round=one.round, by=None, now=AFTER)
    own = one.round.flags.get(kind=Flag.Kind.PARTY)
    theirs = one.round.flags.get(kind=Flag.Kind.DEVICE)
    given = {"by": one.judge, "now": AFTER}
    exclusion = Exclusion.objects.create(
        round=one.round, entrant=twin, reason=WHY, by=one.second, at=AFTER, appeal=Exclusion.Appeal.OPEN
    )
    item = one.round.items.first()
    for attempt, said in (
        (lambda: judging.decide(flag=own, exclude_whom=None, note=WHY, **given), "Không ai tự xét"),
        (lambda: judging.decide(flag=theirs, exclude_whom=None, note=WHY, **given), "Bạn cũng dự đợt thi này"),
        (lambda: judging.exclude(round=one.round, entrant=rival, reason=WHY, **given), "Bạn cũng dự đợt thi này"),
        (lambda: judging.answer(exclusion=exclusion, granted=True, words=WHY, **given), "Bạn cũng dự đợt thi này"),
        (lambda: dropping.drop(item=item, reason=WHY, **given), "Bạn cũng dự đợt thi này"),
        (lambda: correcting.correct(entrant=mine, full_name="A B", unit=None, reason=WHY, **given), "Không ai tự sửa"),
    ):
        with pytest.raises(Forbidden, match=said):
            attempt()
    assert not Flag.objects.exclude(state=Flag.State.OPEN).exists()
    judging.decide(flag=own, exclude_whom=None, note=WHY, by=one.second, now=AFTER + timedelta(minutes=1))
    assert Entrant.objects.filter(exclusions=None, pk=mine.pk).exists()
