"""Who may take part in a contest, and what they must tell for that."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from doanso.core.units.models import Unit
from doanso.features.contests.models import Contest, State
from doanso.features.contests.queries.hall import Phase, Shown

YOUNGEST, OLDEST = 5, 110


def wanted(contest: Contest) -> set[str]:
    """Of "phone", "email", "birth", "job": what the contest asks, and what its audience cannot be checked without."""
    found = set(contest.fields) & {"phone", "email", "birth", "job"}
    if contest.audience.get("from_age") or contest.audience.get("to_age"):
        found.add("birth")
    if contest.audience.get("jobs"):
        found.add("job")
    return found


def why_closed(seen: Shown) -> str:
    """Empty while the contest takes entrants."""
    if seen.contest.state != State.PUBLISHED:
        return _("This contest was called off.")
    if seen.phase == Phase.OVER:
        return _("This contest is over.")
    return "" if seen.joinable else _("Only rounds are left that are for those who stood highest in earlier ones.")


def why_not(
    contest: Contest, *, unit: Unit | None, paths: Iterable[str], birth_year: int | None, job: str, on: date
) -> tuple[str, str] | None:
    """What was told and why it does not fit; None when this person belongs to the audience. `paths` lead to its units.

    A unit in words is taken as it is: the organiser knows the schools that no list has.
    """
    if unit is not None and not any(unit.path.startswith(path) for path in paths):
        return "unit", _("This contest is not for %(unit)s.") % {"unit": unit}
    if wrong := _wrong_age(contest, birth_year, on):
        return "birth", wrong
    return ("job", wrong) if (wrong := _wrong_job(contest, job)) else None


def _wrong_age(contest: Contest, birth_year: int | None, on: date) -> str:
    """Only the year is known, so that whoever may have the right age has it."""
    youngest, oldest = contest.audience.get("from_age"), contest.audience.get("to_age")
    if birth_year is None or not (youngest or oldest):
        return ""
    age = on.year - birth_year
    if youngest and age < youngest:
        return _("This contest is for people of %(age)s years and more.") % {"age": youngest}
    if oldest and age - 1 > oldest:
        return _("This contest is for people up to %(age)s years.") % {"age": oldest}
    return ""


def _wrong_job(contest: Contest, job: str) -> str:
    jobs = contest.audience.get("jobs") or []
    if not jobs or job in jobs:
        return ""
    return _("This contest is for: %(jobs)s.") % {"jobs": ", ".join(jobs)}


def birth_years(on: date) -> range:
    return range(on.year - OLDEST, on.year - YOUNGEST + 1)


def audience_words(contest: Contest) -> list[str]:
    """For whom the contest is, one line for each condition."""
    youngest, oldest = contest.audience.get("from_age"), contest.audience.get("to_age")
    jobs = contest.audience.get("jobs") or []
    names = Unit.objects.filter(code__in=contest.audience.get("units") or []).order_by("type__rank", "name")
    words = [_("Members and young people of %(unit)s.") % {"unit": unit.name} for unit in names]
    if youngest and oldest:
        words.append(_("From %(from)s to %(to)s years of age.") % {"from": youngest, "to": oldest})
    elif youngest:
        words.append(_("%(age)s years of age and more.") % {"age": youngest})
    elif oldest:
        words.append(_("Up to %(age)s years of age.") % {"age": oldest})
    if jobs:
        words.append(_("Occupation: %(jobs)s.") % {"jobs": ", ".join(jobs)})
    return words or [_("Everybody may take part.")]
