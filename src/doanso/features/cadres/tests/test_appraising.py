"""The yearly appraisal: three people, two axes, and nobody else reads it."""

import pytest
from tests.support import org as organisation
from tests.support.together import at_once

from doanso.core.accounts.models import User
from doanso.core.inbox.models import Item
from doanso.core.units.models import Position
from doanso.features.cadres.models import Appraisal, Stage, View
from doanso.features.cadres.queries import appraising as queries
from doanso.features.cadres.services import appraising
from doanso.features.cadres.services.criteria import Asked, set_criteria
from doanso.features.cadres.tests.support import NOW, TODAY, WORDS, agree, browser, most
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

YEAR = TODAY.year


@pytest.fixture
def org():
    return organisation.build()


def begin(org, **more) -> Appraisal:
    said = {"points": most(YEAR), "words": WORDS, "by": org.deputy} | more
    return appraising.begin(unit=org.branch, year=YEAR, now=NOW, **said)


def say(appraisal, stage, by, less=0, **more) -> Appraisal:
    said = {"points": most(YEAR, less), "words": WORDS} | more
    return appraising.say(appraisal=appraisal, stage=stage, by=by, now=NOW, **said)


WHO = ["deputy", "secretary", "base_secretary", "base_deputy", "base_member", "province_secretary", "stranger"]


def readers(org, appraisal) -> set[str]:
    found = Appraisal.objects.get(pk=appraisal.pk)
    return {one for one in WHO if queries.may_read(getattr(org, one), found, TODAY)}


@pytest.mark.django_db
def test_three_people_give_their_view_one_after_another_and_nobody_else_reads_it(org) -> None:
    made = begin(org)
    assert readers(org, made) == {"deputy", "secretary"}
    assert [item.seats.get().person_id for item in Item.objects.filter(kind="cadres.to_appraise")] == [org.secretary.pk]
    for by, stage, refusal in (
        (org.deputy, Stage.SUPERIOR, Forbidden),
        (org.province_secretary, Stage.SUPERIOR, Forbidden),
        (org.base_secretary, Stage.CONCLUSION, Refused),
    ):
        with pytest.raises(refusal):
            say(made, stage, by)

    say(made, Stage.SUPERIOR, org.secretary, less=5)
    seen = {"deputy", "secretary", "base_secretary", "base_deputy"}
    assert readers(org, made) == seen
    say(made, Stage.CONCLUSION, org.base_deputy, less=10)

    made.refresh_from_db()
    assert (made.stage, queries.asked(made, TODAY)) == ("", set())
    assert readers(org, made) == seen - {"base_secretary"}
    late = browser(org.base_secretary)
    assert late.get(made.get_absolute_url()).status_code == 404
    told = late.post(made.get_absolute_url(), {"stage": Stage.CONCLUSION})
    assert (told.status_code, "Đinh Hồng Nhung" in told.text, WORDS in told.text) == (409, True, False)
    assert [one.axes for one in queries.said(made)] == [
        ((100, 100), (100, 100)),
        ((80, 100), (80, 100)),
        ((60, 100), (60, 100)),
    ]
    page = browser(org.deputy).get(made.get_absolute_url())
    assert page.text.count('<circle class="point') == 3
    assert '<circle class="point tone-3" cx="25.60%" cy="216.0"' in page.text  # 60 of 100 between 50 and 100
    assert not Item.objects.filter(kind="cadres.to_appraise", done_at=None).exists()
    agree()


@pytest.mark.django_db
def test_points_and_words_are_checked_and_a_form_keeps_what_was_typed(org) -> None:
    first = next(iter(most(YEAR)))
    for wrong in ({"points": most(YEAR) | {first: 999}}, {"points": {}}, {"words": "  tốt  "}):
        with pytest.raises(Refused):
            begin(org, **wrong)
    with pytest.raises(Forbidden):
        begin(org, by=org.members[2])
    address = f"/can-bo/danh-gia/moi/T-CD/{YEAR}/"
    answer = browser(org.deputy).post(address, {"words": WORDS, "stage": Stage.SELF, f"c{first}": "31"})
    assert (answer.status_code, WORDS in answer.text, 'value="31"' in answer.text) == (422, True, True)
    assert browser(org.deputy).get("/can-bo/danh-gia/moi/T-CD/2019/").status_code == 404
    assert Appraisal.objects.count() == 0


@pytest.mark.django_db
def test_who_leads_the_unit_is_appraised_from_above_and_a_third_person_concludes(org) -> None:
    made = begin(org, by=org.secretary)
    asked = {stage: queries.asked(made, TODAY, stage) for stage in (Stage.SUPERIOR, Stage.CONCLUSION)}
    assert asked == {
        Stage.SUPERIOR: {org.base_secretary.pk},
        Stage.CONCLUSION: {org.province_secretary.pk},
    }
    made = say(made, Stage.SUPERIOR, org.base_secretary)
    assert queries.waiting_for(org.province_secretary, TODAY, NOW) == [made]
    Position.objects.filter(person=org.province_secretary).delete()
    assert (queries.asked(made, TODAY), appraising.ask_again(now=NOW)) == ({org.base_deputy.pk}, 1)
    assert queries.waiting_for(org.base_deputy, TODAY, NOW) == [made]


@pytest.mark.django_db
def test_criteria_of_a_year_are_set_by_the_owner_before_anybody_is_appraised_by_them(org) -> None:
    most(YEAR)
    asked = [Asked("hong", "Bản lĩnh", 100), Asked("chuyen", "Kết quả", 60), Asked("chuyen", "Sáng kiến", 40)]
    with pytest.raises(Forbidden):
        set_criteria(year=YEAR, asked=asked, by=org.province_secretary, now=NOW)
    owner = organisation.person("Lý Thạo Nghề")
    User.objects.create(username="owner", person=owner, is_staff=True, is_superuser=True)
    set_criteria(year=YEAR, asked=asked, by=owner, now=NOW)

    assert [(one.name, one.points) for one in queries.criteria(YEAR + 3)] == [
        ("Bản lĩnh", 100),
        ("Kết quả", 60),
        ("Sáng kiến", 40),
    ]
    made = begin(org)
    with pytest.raises(Refused, match="cho năm sau"):
        set_criteria(year=YEAR, asked=asked, by=owner, now=NOW)
    assert [one.axes for one in queries.said(made)] == [((100, 100), (100, 100))]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_conclude_at_once_the_second_is_told_who_was_first(org) -> None:
    made = begin(org)
    say(made, Stage.SUPERIOR, org.secretary)
    points = most(YEAR)

    def conclude(by):
        return lambda: say(made, Stage.CONCLUSION, by, points=points)

    found = at_once(conclude(org.base_secretary), conclude(org.base_deputy))

    late = [one for one in found if isinstance(one, AlreadyDone)]
    won = View.objects.get(stage=Stage.CONCLUSION)
    assert (len(late), late[0].who) == (1, won.by.full_name)
    agree()


def listed(org, who, query: str = "") -> list[tuple[str, str | None]]:
    page = browser(who).get(f"/can-bo/danh-gia/con-thieu/{query}").context.get("page") or ()
    return [(held.person.full_name, held.stage) for held in page]


@pytest.mark.django_db
def test_what_is_missing_is_listed_until_it_is_concluded_and_tells_nothing_else(org) -> None:
    organisation.seat(org.deputy, org.branch, "uv_bch")  # two seats, one appraisal
    linh, khoi = "Hồ Khánh Linh", "Nguyễn Đăng Khôi"
    assert listed(org, org.secretary) == [(khoi, None), (linh, None)]
    made = begin(org)
    assert listed(org, org.secretary) == [(khoi, Stage.SUPERIOR), (linh, None)]
    say(made, Stage.SUPERIOR, org.secretary)
    say(made, Stage.CONCLUSION, org.base_secretary)
    answer = browser(org.secretary).get("/can-bo/danh-gia/con-thieu/")
    assert ([held.person.full_name for held in answer.context["page"]], answer.context["done"]) == ([linh], 1)
    assert (WORDS in answer.text, "Đã kết luận 1 trên 2 phiếu đánh giá." in answer.text) == (False, True)

    last_year = f"?don_vi=T-CD&nam={YEAR - 1}"
    assert listed(org, org.secretary, last_year) == [(khoi, None), (linh, None)]
    assert len(listed(org, org.base_secretary, "?don_vi=T-CS")) == 4  # three of its own, the branch's secretary
    assert listed(org, org.secretary, "?don_vi=T-CS") == []
    statuses = [browser(who).get("/can-bo/danh-gia/con-thieu/").status_code for who in (org.base_member, org.stranger)]
    assert statuses == [403, 403]
    assert browser(org.secretary).get("/can-bo/danh-gia/con-thieu/?nam=1999&don_vi=%00").status_code == 422
    assert "/can-bo/danh-gia/con-thieu/" in browser(org.secretary).get("/can-bo/danh-gia/").text
    assert "/can-bo/danh-gia/con-thieu/" not in browser(org.stranger).get("/can-bo/danh-gia/").text
