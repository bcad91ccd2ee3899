"""Phone numbers that somebody says are theirs."""

from django.db.models import QuerySet

from doanso.features.contests.models import Claim, Contest, Entrant, Former
from doanso.features.contests.queries import formers

UNPROVEN = "unproven:"
"""Begins the identity of who joined with the number of another."""


def of(contest: Contest) -> QuerySet[Claim]:
    found = Claim.objects.filter(contest=contest).select_related(
        "contest__unit", "holder__unit", "person", "decided_by"
    )
    return found.order_by("-state", "-at")


def waiting(contest: Contest) -> QuerySet[Claim]:
    return of(contest).filter(state=Claim.State.OPEN)


def holder(contest: Contest, phone: str) -> Entrant | None:
    """Whoever keeps others from joining with this number."""
    return Entrant.objects.filter(contest=contest, identity=f"phone:{phone}").first()


def former(contest: Contest, phone: str) -> QuerySet[Former]:
    """The same, of who has withdrawn."""
    known = formers.digests(contest, identity=f"phone:{phone}", person=None, phone=phone, email="")
    return Former.objects.filter(contest=contest, digest__in=known)


def why_unproven(entrant: Entrant) -> str:
    """What the organiser said to who took part with another's number; empty for everybody else, without asking."""
    if not entrant.identity.startswith(UNPROVEN):
        return ""
    found = Claim.objects.filter(holder=entrant, state=Claim.State.GRANTED).order_by("-decided_at").first()
    return found.answer if found else ""
