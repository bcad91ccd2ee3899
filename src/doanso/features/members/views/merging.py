"""Records that may be of one human being: found, looked at side by side, merged, and two again."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doanso.core.accounts.models import Person
from doanso.core.privacy import services as privacy
from doanso.features.members import duplicates, pairs, pointers, queries, rules
from doanso.features.members.forms import ChoiceForm, PairFilterForm, ReasonForm
from doanso.features.members.models import Distinct, Merge
from doanso.features.members.services import merging, unmerging
from doanso.lib.errors import Forbidden

PER_PAGE = 25


def _must_keep(request: HttpRequest) -> date:
    today = timezone.localdate()
    if not rules.keeps_some(request.user.person, today):
        raise Forbidden(_("Only who keeps a list of members looks for duplicates."))
    return today


def _tabs(current: str) -> list[dict[str, Any]]:
    names = {"duplicates": _("May be the same"), "merges": _("Already merged"), "apart": _("Two people")}
    return [{"url": reverse(f"members:{name}"), "label": names[name], "current": name == current} for name in names]


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    today = _must_keep(request)
    form = PairFilterForm(request.GET, reader=request.user.person, on=today)
    found, total = duplicates.candidates(request.user.person, today, unit=form.unit())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    homes = queries.homes([one.pk for pair in page for one in (pair.first, pair.second)], today)
    rows = [(pair, homes.get(pair.first.pk), homes.get(pair.second.pk)) for pair in page]
    context = {"form": form, "page": page, "rows": rows, "total": total, "tabs": _tabs("duplicates")}
    return render(request, "members/duplicates/index.html", context)


def _pair(request: HttpRequest, first: int, second: int) -> pairs.Sides:
    """404 tells others not even that the records exist; who may see the one that is left is told who merged them."""
    people = Person.objects.in_bulk([first, second])
    both = [people[pk] for pk in (first, second) if pk in people]
    left = [one for one in both if one.merged_into_id is None]
    if len(left) == 1 and rules.keeps_both(request.user.person, left, timezone.localdate()):
        merging.refuse_merged(*both)
    if first >= second or len(both) < 2 or not rules.keeps_both(request.user.person, both, timezone.localdate()):
        raise Http404
    for one in both:
        privacy.viewed(reader=request.user.person, person=one, place="members.pair", now=timezone.now())
    return pairs.Sides(*both)


@require_GET
@login_required
def pair(request: HttpRequest, first: int, second: int) -> HttpResponse:
    sides = _pair(request, first, second)
    return _compare(request, sides, ReasonForm())


def _compare(request: HttpRequest, sides: pairs.Sides, reasons: ReasonForm, status: int = 200) -> HttpResponse:
    """What was chosen on the page before stays chosen."""
    today, known = timezone.localdate(), set(sides.proposal()) | {"history"}
    chosen = sides.proposal() | {name: value for name, value in request.GET.items() if name in known}
    whose = [(one, str(one.pk)) for one in sides.people]
    context = {
        "sides": sides,
        "chosen": chosen,
        "rows": [
            {
                "name": row.name,
                "label": row.label,
                "differs": row.differs,
                "cells": [
                    (one, words, chosen.get(row.name) == pk) for (one, pk), words in zip(whose, row.values, strict=True)
                ],
            }
            for row in sides.rows
        ],
        "homes": [queries.homes([one.pk], today).get(one.pk, "") for one in sides.people],
        "problem": rules.why_not_join(request.user.person, list(sides.people), today),
        "distinct": Distinct.objects.filter(first=sides.people[0], second=sides.people[1]).select_related("by").first(),
        "reason_form": reasons,
    }
    return render(request, "members/duplicates/pair.html", context, status=status)


@require_GET
@login_required
def preview(request: HttpRequest, first: int, second: int) -> HttpResponse:
    sides = _pair(request, first, second)
    form = ChoiceForm(request.GET, sides=sides)
    if not form.is_valid():
        messages.error(request, _("Please choose for each fact which record is right."))
        return redirect("members:pair", first, second)
    choice = form.choice()
    kept, gone = (next(one for one in sides.people if one.pk == pk) for pk in (choice.kept, choice.gone))
    context = {
        "sides": sides,
        "choice": choice,
        "kept": kept,
        "gone": gone,
        "facts": pairs.in_words(kept, gone, choice.facts),
        "counts": pairs.counts(choice),
        "resting": pairs.resting(choice),
        "obstacles": pairs.obstacles(choice),
        "account": next((user for user in sides.accounts if user.pk == choice.account), None),
        "given": form.cleaned_data,
        "seen": pairs.state(sides.people),
    }
    return render(request, "members/duplicates/preview.html", context)


@require_POST
@login_required
def join(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Two officers at once: the second is told that it is done."""
    form = ChoiceForm(request.POST, sides=_pair(request, first, second))
    if not form.is_valid():
        messages.error(request, _("Please choose for each fact which record is right."))
        return redirect("members:pair", first, second)
    made = merging.merge(
        choice=form.choice(), seen=request.POST.get("seen", ""), by=request.user.person, now=timezone.now()
    )
    messages.success(request, _("The two records are one."))
    return redirect("members:merged", made.pk)


@require_POST
@login_required
def tell_apart(request: HttpRequest, first: int, second: int) -> HttpResponse:
    sides, form = _pair(request, first, second), ReasonForm(request.POST)
    if not form.is_valid():
        return _compare(request, sides, form, status=422)
    reason = form.cleaned_data["reason"]
    merging.tell_apart(people=(first, second), reason=reason, by=request.user.person, now=timezone.now())
    messages.success(request, _("Noted: these are two people. They are not named again."))
    return redirect("members:duplicates")


@require_GET
@login_required
def apart(request: HttpRequest) -> HttpResponse:
    today = _must_keep(request)
    found = queries.told_apart(rules.kept_people(request.user.person, today))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "members/duplicates/apart.html", {"page": page, "tabs": _tabs("apart")})


@require_POST
@login_required
def doubt(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Distinct.objects.select_related("first", "second"), pk=pk)
    if not rules.keeps_both(request.user.person, [row.first, row.second], timezone.localdate()):
        raise Http404
    merging.doubt_again(distinct=row, by=request.user.person, now=timezone.now())
    messages.success(request, _("The two are looked at again."))
    return redirect("members:apart")


@require_GET
@login_required
def merges(request: HttpRequest) -> HttpResponse:
    today = _must_keep(request)
    found = queries.merges(rules.kept_people(request.user.person, today))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "members/duplicates/merges.html", {"page": page, "tabs": _tabs("merges")})


def _merge(request: HttpRequest, pk: int) -> Merge:
    found = Merge.objects.select_related("kept", "gone", "by", "undone_by")
    made = get_object_or_404(found, pk=pk)
    if not rules.keeps_both(request.user.person, [made.kept], timezone.localdate()):
        raise Http404
    return made


@require_GET
@login_required
def merged(request: HttpRequest, pk: int) -> HttpResponse:
    made = _merge(request, pk)
    problem = rules.why_not_join(request.user.person, [made.kept], timezone.localdate())
    told = made.log["moved"] | made.log["named"]
    context = {
        "merge": made,
        "counts": pointers.counted({name: len(keys) for name, keys in told.items()}),
        "problem": problem,
    }
    return render(request, "members/duplicates/merged.html", context)


@require_POST
@login_required
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    made = _merge(request, pk)
    unmerging.take_back(merge=made, by=request.user.person, now=timezone.now())
    messages.success(request, _("Both records are as they were before."))
    return redirect("members:merged", pk)
