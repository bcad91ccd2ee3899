from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.blocks.questions import items, kinds, queries, rules, services
from doanso.blocks.questions.forms.questions import PictureForm, QuestionForm
from doanso.blocks.questions.models import Kind, Question, State, Trial
from doanso.blocks.questions.services import pictures, writing
from doanso.blocks.questions.views.banks import posted
from doanso.blocks.questions.views.finding import bank_of, question_of
from doanso.core.files import responses

WRITES = ["GET", "POST"]
SHOWN_TRIALS = 10


@require_http_methods(WRITES)
@login_required
def new(request: HttpRequest, bank: str) -> HttpResponse:
    found, by = bank_of(request, bank), request.user.person
    rules.check_writer(by, found, timezone.localdate())
    kind = request.GET.get("dang", Kind.ONE)
    if kind not in Kind.values:
        raise Http404
    form = QuestionForm(posted(request), bank=found, kind=kind)
    if form.is_bound and "more" not in request.POST and form.is_valid():
        made = writing.write(bank=found, content=form.content(), by=by, now=timezone.now())
        messages.success(request, _("%(code)s is written down as a draft.") % {"code": made.code})
        return redirect(made)
    return _form(request, form, {"bank": found, "kind": Kind(kind), "kinds": Kind.choices})


@require_http_methods(WRITES)
@never_cache
@login_required
def edit(request: HttpRequest, bank: str, code: str) -> HttpResponse:
    question, by = question_of(request, bank, code), request.user.person
    rules.check_writer(by, question.bank, timezone.localdate())
    rules.check_unlocked(question, timezone.now())
    form = QuestionForm(posted(request), bank=question.bank, kind=question.kind, question=question)
    if form.is_bound and "more" not in request.POST and form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        done = writing.change(question=question, seen=seen, content=form.content(), by=by, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect(done)
    return _form(request, form, {"bank": question.bank, "kind": Kind(question.kind), "question": question})


def _form(request: HttpRequest, form: QuestionForm, context: dict[str, Any]) -> HttpResponse:
    """A row more is no attempt to save: nothing is wrong yet."""
    grows = "more" in request.POST
    told = {"form": form, "grows": grows, "one": form.kind == kinds.ONE, "ordered": form.kind == kinds.ORDER}
    return render(request, "questions/form.html", context | told, status=422 if form.is_bound and not grows else 200)


@require_GET
@never_cache
@login_required
def question(request: HttpRequest, bank: str, code: str) -> HttpResponse:
    return _show(request, question_of(request, bank, code))


@require_POST
@never_cache
@login_required
def reveal(request: HttpRequest, bank: str, code: str) -> HttpResponse:
    """Shown in this answer alone: whoever opens the page again gives a reason again."""
    found = question_of(request, bank, code)
    reason = request.POST.get("reason", "").replace("\0", "")[:500]
    services.reveal(found, reason=reason, by=request.user.person, now=timezone.now())
    return _show(request, found, revealed=True)


def _show(request: HttpRequest, found: Question, *, revealed: bool = False) -> HttpResponse:
    reader, today, now = request.user.person, timezone.localdate(), timezone.now()
    locks = list(queries.locks(found, now))
    open_key = revealed or not locks
    may_write = rules.may_write(reader, found.bank, today)
    context = {
        "bank": found.bank,
        "question": found,
        "asked": as_asked(found),
        "locks": locks,
        "open_key": open_key,
        "revealed": revealed,
        "key": told_key(found) if open_key else [],
        "may_ask": bool(locks) and not revealed and rules.may_ask_for_key(reader, found.bank, today),
        "may_write": may_write,
        "may_edit": may_write and not locks,
        "picture_form": PictureForm(question=found) if may_write and not locks else None,
        "why_not_review": rules.why_not_review(reader, found, today) if found.state == State.REVIEW else "",
        "waits_for_me": not rules.why_not_review(reader, found, today),
        "alike": queries.alike(found, reader, today),
        "trials": _trials(found, open_key=open_key),
    }
    return render(request, "questions/question.html", context)


def _trials(found: Question, *, open_key: bool) -> list[tuple[Trial, list[str], list[tuple[str, int, float]]]]:
    """How it did; what was chosen would tell a hidden key."""
    trials = found.trials.all()[:SHOWN_TRIALS]
    return [(trial, items.problems(trial), items.chosen(trial)) if open_key else (trial, [], []) for trial in trials]


def as_asked(found: Question) -> dict[str, Any]:
    """What an entrant sees, with the words of its pictures."""
    pictures_of = {medium.key: medium for medium in found.media.select_related("file__blob")}
    options = [option | {"picture": pictures_of.get(option.get("media"))} for option in found.body.get("options", [])]
    return {
        "kind": found.kind,
        "picture": pictures_of.get(found.body.get("media")),
        "options": options,
        "text": found.body["text"],
    }


def told_key(found: Question) -> list[str]:
    """The right answer in words, one line or several."""
    answer = found.answer
    if found.kind == kinds.TRUTH:
        return [_("True") if answer["right"] else _("False")]
    if found.kind == kinds.SHORT:
        return answer["accepted"]
    if found.kind == kinds.NUMBER:
        return [kinds.number_in_words(answer)]
    keys = [answer["right"]] if found.kind == kinds.ONE else answer["right"]
    texts = {option["key"]: option["text"] for option in found.body["options"]}
    return [f"{key}. {texts[key]}" for key in keys]


@require_GET
@login_required
def picture(request: HttpRequest, bank: str, code: str, key: str) -> HttpResponseBase:
    found = get_object_or_404(question_of(request, bank, code).media.select_related("file__blob"), key=key)
    return responses.send(request, found.file, inline=True)


@require_POST
@login_required
def add_picture(request: HttpRequest, bank: str, code: str) -> HttpResponse:
    found = question_of(request, bank, code)
    form = PictureForm(request.POST, request.FILES, question=found)
    if not form.is_valid():
        context = {"bank": found.bank, "question": found, "form": form}
        return render(request, "questions/picture.html", context, status=422)
    given = form.cleaned_data
    told = {"place": given["place"], "upload": given["picture"], "words": given["words"]}
    pictures.add(question=found, **told, by=request.user.person, now=timezone.now())
    messages.success(request, _("The picture or sound is there."))
    return redirect(found)


@require_POST
@login_required
def remove_picture(request: HttpRequest, bank: str, code: str) -> HttpResponse:
    found = question_of(request, bank, code)
    pictures.remove(question=found, place=request.POST.get("place", ""), by=request.user.person, now=timezone.now())
    messages.success(request, _("The picture or sound is gone."))
    return redirect(found)
