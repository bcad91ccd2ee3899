"""Terms and dossiers of the small organisation."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.test import Client
from tests.support import org as organisation

from doanso.core.accounts.models import Person, User
from doanso.core.units.models import Unit
from doanso.features.cadres import reconciling
from doanso.features.cadres.models import Term
from doanso.features.cadres.queries import appraising as queries
from doanso.features.cadres.services import appraising, planning
from doanso.features.cadres.services.terms import Facts, open_term
from doanso.lib.modules import EffectContext

NOW, TODAY = organisation.NOON, organisation.NOON.date()
NUMBER = "12-QĐ/TĐTN"
WORDS = "Hoàn thành tốt nhiệm vụ được giao trong năm."
YEAR = timedelta(days=365)


def term(unit: Unit, body: str = "bch", first: date = TODAY, last: date | None = None, **seats: int) -> Term:
    facts = Facts(body, first, last or first + 9 * YEAR, 1, seats, NUMBER)
    return open_term(unit=unit, facts=facts, source="import:1", by=None, now=NOW)


def dossier(org: SimpleNamespace, rows: list[dict[str, Any]], code: str = "T-1", **answers: Any) -> EffectContext:
    """Of the branch, decided by the secretary of the base unit."""
    return EffectContext(
        dossier_code=code,
        procedure_code="D-CY",
        answers={"nguoi": rows} | answers,
        applicant_person_id=org.secretary.pk,
        unit_ids={"don_vi_nop": org.branch.pk},
        result_number=NUMBER,
        by_id=org.base_secretary.pk,
        now=NOW,
    )


def row(name: str, office: str = "", **more: Any) -> dict[str, Any]:
    return {"ho_ten": name, "chuc_vu": office} | more


def agree() -> None:
    assert reconciling.trail() + reconciling.seats() == []


def most(year: int, less: int = 0) -> dict[str, int]:
    """All points of every criterion, less so many of each."""
    appraising.seed(now=NOW)
    return {str(one.pk): one.points - less for one in queries.criteria(year)}


def browser(person: Person) -> Client:
    client = Client()
    user, _fresh = User.objects.get_or_create(username=f"u{person.pk}", defaults={"person": person})
    client.force_login(user)
    return client


def sample(o: SimpleNamespace) -> None:
    """A term, a plan and a course of the branch's deputy, for the addresses of the busy office."""
    deputy = {"person": o.deputy, "by": o.base_secretary, "now": o.now}
    years = {"first_year": 2026, "last_year": 2030, "note": ""}
    planned = planning.propose(unit=o.branch, role="uv_bch", **years, **deputy)
    course = planning.Course("Lớp bồi dưỡng lý luận", date(2026, 3, 1))
    said = {"points": most(o.now.year), "words": WORDS}
    made = appraising.begin(unit=o.branch, year=o.now.year, by=o.deputy, now=o.now, **said)
    o.at |= {"appraisal": made.pk, "this_year": o.now.year, "next_year": o.now.year + 1}
    o.at |= {"term": term(o.branch, bi_thu=1).pk, "cadre": o.deputy.pk, "cadre_code": o.deputy.code}
    o.at |= {"cadre_plan": planned.pk, "training": planning.train(course=course, **deputy).pk}
