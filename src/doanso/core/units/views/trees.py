"""The units as they stood on a day."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from doanso.core.units import queries, rules
from doanso.core.units.forms.browsing import BrowseForm
from doanso.core.units.models import Tree, Unit

PER_PAGE = 50
MOST = 400  # units on one page


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    on, tree, text = BrowseForm(request.GET).asked(today)
    form = BrowseForm({"q": text, "ngay": on, "cay": tree})
    context = {"form": form, "on": on, "today": today, "tree": tree, "text": text, "day": _day(on, today)}
    if text:
        page = Paginator(queries.find(text, on), PER_PAGE).get_page(request.GET.get("page"))
        return render(request, "units/found.html", context | {"page": page})
    context |= {"tabs": _tabs(tree, on, today), "tops": _tops(tree, on)}
    return render(request, "units/index.html", context)


def _day(on: date, today: date) -> str:
    """What links carry on, so that the reader stays in the year that they chose."""
    return "" if on == today else f"?ngay={on:%Y-%m-%d}"


def _tabs(current: Tree, on: date, today: date) -> list[dict[str, object]]:
    day = "" if on == today else f"&ngay={on:%Y-%m-%d}"
    return [{"label": tree.label, "url": f"?cay={tree.value}{day}", "current": tree == current} for tree in Tree]


@dataclass(frozen=True)
class Top:
    """A root with what stands directly below: `leaves` have nothing below them that is shown here."""

    root: Unit
    branches: list[tuple[Unit, list[Unit]]]
    leaves: list[Unit]


def _tops(tree: Tree, on: date) -> list[Top]:
    """The top of a tree, three steps deep, in three queries; further down each unit has its own page."""
    roots = list(queries.roots(on, tree)[:MOST])
    second = list(queries.children(roots, on)[:MOST])
    third = list(queries.children(second, on)[: MOST + 1])
    third = third if len(third) <= MOST else []
    return [_top(root, [unit for unit in second if unit.parent_id == root.pk], third) for root in roots]


def _top(root: Unit, second: list[Unit], third: list[Unit]) -> Top:
    families = [(unit, [below for below in third if below.parent_id == unit.pk]) for unit in second]
    return Top(root, [family for family in families if family[1]], [unit for unit, below in families if not below])


@require_GET
def unit(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Unit.objects.select_related("type", "area", "works_at"), code=code)
    today = timezone.localdate()
    on, _tree, _text = BrowseForm(request.GET).asked(today)
    person = getattr(request.user, "person", None)
    page = Paginator(queries.children([found], on), PER_PAGE).get_page(request.GET.get("page"))
    sees_people = rules.may(person, "people.view", found, today)
    context = {
        "unit": found,
        **_history(found, on),
        "form": BrowseForm({"ngay": on}),
        "on": on,
        "today": today,
        "day": _day(on, today),
        "stands": found.valid_from <= on and (found.valid_to is None or on <= found.valid_to),
        "above": list(reversed(queries.above(found, on))),
        "page": page,
        "sees_people": sees_people,
        "administers": queries.units_administered(person, today).filter(pk=found.pk).exists(),
        "seats": queries.seats_taken(found, on) if sees_people else [],
        "offices": [] if sees_people else rules.public_seats(found, on),
        "member_count": queries.members(found, on).count() if sees_people else None,
    }
    return render(request, "units/unit.html", context)


def _history(unit: Unit, on: date) -> dict[str, object]:
    """What the unit was on that day, what else it has been, where it came from and what became of it."""
    return {
        "was": queries.as_of(unit, on),
        "former": queries.former(unit),
        "came_from": queries.sources(unit),
        "altered": queries.altered(unit),
        "became": queries.followed_by(unit),
    }
