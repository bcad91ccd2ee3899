"""Collective decisions: quorum, threshold, secrecy, who may vote and who may close."""

from datetime import timedelta

import pytest
from tests.support.org import person

from doanso.blocks.workflow import queries, services
from doanso.blocks.workflow.models import Case
from doanso.blocks.workflow.tests.making import LATER, VOTE, begin, only
from doanso.core.units import services as units
from doanso.core.units.models import Membership
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db


def cast(case: Case, votes) -> None:
    for who, choice in votes:
        services.vote(activation_id=only(case).pk, by=who, choice=choice, now=LATER)


def test_vote_passes_by_more_than_half_of_those_present(org) -> None:
    case = begin(org, VOTE)
    cast(case, zip(org.members, ["for", "for", "for", "against"], strict=False))

    services.close_vote(activation_id=only(case).pk, by=org.secretary, now=LATER)

    assert only(case).step == "ratify"
    assert queries.steps_taken(case).get(step="meet").data["result"] == {
        "counts": {"for": 3, "against": 1, "blank": 0, "present": 4},
        "total": 5,
        "passed": True,
        "on_paper": False,
    }


def test_vote_fails_on_exactly_half(org) -> None:
    case = begin(org, VOTE)
    cast(case, zip(org.members, ["for", "for", "against", "blank"], strict=False))

    assert services.close_vote(activation_id=only(case).pk, by=org.secretary, now=LATER).ended == "refused"


def test_vote_does_not_close_without_its_quorum(org) -> None:
    case = begin(org, VOTE)
    cast(case, [(member, "for") for member in org.members[:3]])  # 3 of 5; 2/3 of 5 is 4

    with pytest.raises(Refused, match="3"):
        services.close_vote(activation_id=only(case).pk, by=org.secretary, now=LATER)


def test_vote_is_cast_once_and_by_members_alone(org) -> None:
    case = begin(org, VOTE)
    cast(case, [(org.secretary, "for")])

    with pytest.raises(AlreadyDone):
        cast(case, [(org.secretary, "against")])
    with pytest.raises(Forbidden):
        cast(case, [(org.base_secretary, "for")])
    with pytest.raises(Refused):
        cast(case, [(org.deputy, "maybe")])


def test_vote_is_closed_by_the_chair_alone(org) -> None:
    case = begin(org, VOTE)
    cast(case, [(member, "for") for member in org.members])

    with pytest.raises(Forbidden):
        services.close_vote(activation_id=only(case).pk, by=org.members[2], now=LATER)


def test_nobody_votes_and_no_vote_is_closed_while_the_applicant_is_awaited(org) -> None:
    case = begin(org, VOTE)
    cast(case, [(member, "for") for member in org.members[:4]])
    services.wait(case_id=case.pk, kind="payment", reason="Nộp phí", comment="", by=org.desk_officer, now=LATER)

    with pytest.raises(Refused, match="chờ"):
        cast(case, [(org.members[4], "for")])
    with pytest.raises(Refused, match="chờ"):
        services.close_vote(activation_id=only(case).pk, by=org.secretary, now=LATER)

    services.resume(case_id=case.pk, by=org.desk_officer, now=LATER)
    services.close_vote(activation_id=only(case).pk, by=org.secretary, now=LATER)
    assert only(case).step == "ratify"


def test_secret_vote_leads_from_no_voter_to_a_choice(org) -> None:
    secret = {"steps": [VOTE["steps"][0], {**VOTE["steps"][1], "vote": {"secret": True}}, VOTE["steps"][2]]}
    case = begin(org, secret)
    cast(case, zip(org.members, ["for", "for", "for", "against", "blank"], strict=True))

    assert set(only(case).ballots.values_list("choice", flat=True)) == {""}
    assert queries.ballots(only(case)) == {"for": 3, "against": 1, "blank": 1, "present": 5}


@pytest.mark.parametrize(
    "counted",
    [
        {"for": 4, "against": 2, "blank": 0, "present": 5},
        {"for": 4, "against": 0, "blank": 0, "present": 6},
        {"for": -1, "against": 0, "blank": 0, "present": 5},
    ],
)
def test_paper_meeting_figures_must_add_up(org, counted) -> None:
    case = begin(org, VOTE)

    with pytest.raises(Refused) as refusal:
        services.close_vote(activation_id=only(case).pk, by=org.secretary, now=LATER, counted=counted)
    assert refusal.value.field == "counted"


def test_ballot_of_who_has_left_since_counts_among_those_entitled(org) -> None:
    """Five sit there; one votes, goes, and another comes and votes: six could, and six did."""
    case = begin(org, VOTE)
    cast(case, [(member, "for") for member in org.members])
    Membership.objects.filter(person=org.members[4]).update(valid_to=LATER.date() - timedelta(days=1))
    new = person("Mùa A Dua")
    units.admit(person=new, unit=org.branch, since=LATER.date(), by=None, now=LATER)
    cast(case, [(new, "against")])

    services.close_vote(activation_id=only(case).pk, by=org.secretary, now=LATER)

    result = queries.steps_taken(case).get(step="meet").data["result"]
    assert (result["counts"], result["total"]) == ({"for": 5, "against": 1, "blank": 0, "present": 6}, 6)


def test_vote_is_taken_on_by_nobody_alone(org) -> None:
    """The others would not be reminded, nor see that they may vote."""
    case = begin(org, VOTE)

    with pytest.raises(Refused, match="biểu quyết"):
        services.claim(case_id=case.pk, activation_id=only(case).pk, by=org.secretary, now=LATER)
