"""What an office decides about its documents: Word templates of its own, and how they are numbered."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doanso.blocks.papers import kinds, queries, rules, services, word
from doanso.blocks.papers.forms import RuleForm, TemplateForm
from doanso.blocks.papers.models import NumberRule, WordTemplate
from doanso.core.units.models import Unit
from doanso.lib.errors import Forbidden

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Numbered:
    """One kind of document of a unit: its rule, and the number that comes next."""

    kind: str
    label: str
    rule: NumberRule
    following: str


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    choices, unit, today = _choices(request), _unit(request), timezone.localdate()
    family = rules.family_of(unit)
    templates = [(kind, kinds.label(kind), queries.word_template(unit, kind)) for kind in kinds.WORD]
    facts = {
        "unit": unit,
        "units": choices,
        "family": family,
        "templates": templates,
        "numbers": [_numbered(unit, rule) for rule in queries.number_rules(family)],
        "may_number": rules.may_number(request.user.person, unit, today),
    }
    return render(request, "papers/index.html", facts)


@require_http_methods(["GET", "POST"])
@login_required
def upload(request: HttpRequest, kind: str) -> HttpResponse:
    unit = _unit(request)
    _known(kind)
    form = TemplateForm(request.POST, request.FILES) if request.method == "POST" else TemplateForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        services.set_word_template(
            unit=unit, kind=kind, name=file.name, content=file.read(), by=request.user.person, now=timezone.now()
        )
        messages.success(request, _("The template is in use from now on. Look at the sample before you rely on it."))
        return redirect(address("papers:index", unit))
    facts = {
        "unit": unit,
        "kind": kind,
        "label": kinds.label(kind),
        "form": form,
        "names": word.variables(word.EXAMPLE),
    }
    return render(request, "papers/upload.html", facts, status=422 if form.is_bound else 200)


@require_GET
@login_required
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The template as it was sent."""
    found = _in_force(request, kind)
    return _docx(bytes(found.content), found.name)


@require_GET
@login_required
def sample(request: HttpRequest, kind: str) -> HttpResponse:
    """The template filled with an example."""
    found = _in_force(request, kind)
    filled = word.fill(bytes(found.content), word.EXAMPLE)
    return _docx(filled, f"thu-{found.name}")


@require_http_methods(["GET", "POST"])
@login_required
def remove(request: HttpRequest, kind: str) -> HttpResponse:
    unit = _unit(request)
    if request.method == "POST":
        services.remove_word_template(unit=unit, kind=kind, by=request.user.person, now=timezone.now())
        messages.success(request, _("The template is removed."))
        return redirect(address("papers:index", unit))
    question = {
        "question": _("Remove the Word template of %(unit)s?") % {"unit": unit},
        "explanation": _("Documents then follow the superior's template, or the common layout. What is issued stays."),
        "button": _("Remove the template"),
        "danger": True,
        "back": address("papers:index", unit),
    }
    return render(request, "ui/confirm.html", question)


@require_http_methods(["GET", "POST"])
@login_required
def number(request: HttpRequest, kind: str) -> HttpResponse:
    """The rule of a kind; "preview" shows the next number by what was typed, and keeps nothing."""
    unit = _unit(request)
    family = rules.family_of(unit)
    if kind not in {rule.kind for rule in queries.number_rules(family)}:
        raise Http404
    if not rules.may_number(request.user.person, unit, timezone.localdate()):
        raise Forbidden(_("These numbers hold for everybody; only who administers the topmost unit changes them."))
    rule = queries.number_rule(family, kind)
    form = RuleForm(request.POST if request.method == "POST" else None, instance=rule)
    valid = form.is_bound and form.is_valid()
    if valid and "preview" not in request.POST:
        services.set_rule(family=family, kind=kind, by=request.user.person, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved. Numbers already given stay as they are."))
        return redirect(address("papers:index", unit))
    facts: dict[str, Any] = {"unit": unit, "label": kinds.label(kind), "form": form}
    if valid or not form.is_bound:
        facts["next"] = _numbered(unit, rule).following
    return render(request, "papers/number.html", facts, status=200 if valid or not form.is_bound else 422)


def address(name: str, unit: Unit, *args: str) -> str:
    return f"{reverse(name, args=args)}?{urlencode({'don-vi': unit.code})}"


def _numbered(unit: Unit, rule: NumberRule) -> Numbered:
    period = rules.period(rule, timezone.localdate())
    last = queries.last_number(unit, rule.family, rule.kind, period)
    text = rules.number_text(rule.pattern, last + 1, unit=unit)
    return Numbered(rule.kind, kinds.label(rule.kind), rule, text)


def _choices(request: HttpRequest) -> list[Unit]:
    return queries.administered(request.user.person, timezone.localdate())


def _unit(request: HttpRequest) -> Unit:
    """The unit of the address, else the first that this person administers."""
    choices = _choices(request)
    code = request.GET.get("don-vi", "")
    found = next((unit for unit in choices if unit.code == code or not code), None)
    if found is None:
        raise Forbidden(_("Only a unit's administrator decides about its documents."))
    return found


def _known(kind: str) -> None:
    if kind not in kinds.WORD:
        raise Http404


def _in_force(request: HttpRequest, kind: str) -> WordTemplate:
    found = queries.word_template(_unit(request), kind)
    if found is None:
        raise Http404
    return found


def _docx(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=DOCX)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer
