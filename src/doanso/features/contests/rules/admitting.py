"""A round that lets in who stood high enough in earlier ones: what that says, and what is wrong with it."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from doanso.features.contests.models import Contest, Gate, Round, Together

MOST = 10_000


def words(round: Round, rounds: Iterable[Round]) -> str:
    """Who is let in, as everybody reads it; empty for everybody. `rounds`: those of the contest."""
    gate = round.gate
    if gate is None:
        return ""
    names = ", ".join(one.name for one in rounds if one.number in gate.rounds)
    if gate.together:
        return _added_up(round.contest, gate, names)
    if gate.by_unit:
        said = _("For the best %(best)d of each unit in each of these rounds: %(rounds)s.")
    else:
        said = _("For the best %(best)d of each of these rounds: %(rounds)s.")
    return said % {"best": gate.best, "rounds": names}


def _added_up(contest: Contest, gate: Gate, names: str) -> str:
    told = {"best": gate.best, "rounds": names, "counted": contest.best_rounds}
    if contest.together == Together.BEST and contest.best_rounds < len(gate.rounds):
        if gate.by_unit:
            said = _(
                "For the best %(best)d of each unit by their %(counted)d best of these rounds added up: %(rounds)s."
            )
        else:
            said = _("For the best %(best)d by their %(counted)d best of these rounds added up: %(rounds)s.")
    elif gate.by_unit:
        said = _("For the best %(best)d of each unit by the scores of these rounds added up: %(rounds)s.")
    else:
        said = _("For the best %(best)d by the scores of these rounds added up: %(rounds)s.")
    return said % told


def fault(round: Round, gate: Gate | None, rounds: Sequence[Round]) -> str:
    """What keeps this gate from serving: it leads from rounds that are over when this one opens."""
    if gate is None:
        return ""
    known = {one.number: one for one in rounds}
    if not set(gate.rounds) <= set(known) - {round.number}:
        return _("A round whose ranking lets people in does not exist any more.")
    if gate.together and len(gate.rounds) < 2:
        return _("Choose at least two rounds to be added up.")
    late = [known[number].name for number in gate.rounds if known[number].closes_at >= round.opens_at]
    if late:
        return _("%(earlier)s must be over before this round opens.") % {"earlier": ", ".join(late)}
    return ""


def faults(rounds: Sequence[Round]) -> list[tuple[Round, str]]:
    """Of all rounds of a contest."""
    return [(one, said) for one in rounds if (said := fault(one, one.gate, rounds))]
