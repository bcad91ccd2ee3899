"""Questions come in and go out as files."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.blocks.questions import formats, kinds, queries, rules
from doanso.blocks.questions.formats import FORMATS, xlsx
from doanso.blocks.questions.forms.banks import FilterForm
from doanso.blocks.questions.forms.importing import FileForm, numbers
from doanso.blocks.questions.models import Bank, Batch, Kind, Question
from doanso.blocks.questions.services import exporting, importing
from doanso.blocks.questions.views.banks import posted
from doanso.blocks.questions.views.finding import bank_of
from doanso.core.files import queries as files
from doanso.core.files import responses
from doanso.lib.sheets import XLSX

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def bring(request: HttpRequest, bank: str) -> HttpResponse:
    found, by = bank_of(request, bank), request.user.person
    rules.check_writer(by, found, timezone.localdate())
    form = FileForm(posted(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["file"]
        read = importing.read_in(bank=found, name=upload.name, data=upload.read(), by=by, now=timezone.now())
        return redirect("questions:batch", found.code, read.pk)
    context = {"bank": found, "form": form, "batches": queries.batches(found, by)[:10]}
    return render(request, "questions/bring.html", context, status=422 if form.errors else 200)


def _batch(request: HttpRequest, bank: str, pk: int) -> Batch:
    found = bank_of(request, bank)
    rules.check_writer(request.user.person, found, timezone.localdate())
    return get_object_or_404(queries.batches(found, request.user.person).select_related("bank"), pk=pk)


@require_GET
@never_cache
@login_required
def batch(request: HttpRequest, bank: str, pk: int) -> HttpResponse:
    """Each item: what becomes of it, what changes, what is alike, why it is refused."""
    found = _batch(request, bank, pk)
    good = [row for row in found.rows if not row["reasons"]]
    context = {
        "bank": found.bank,
        "batch": found,
        "rows": [_shown(row) for row in good],
        "refused": [row for row in found.rows if row["reasons"]],
        "open": found.state == Batch.State.READ,
        "format": FORMATS[found.format].family or FORMATS[found.format].label,
        "same": sum(row["same"] for row in good),
    }
    return render(request, "questions/batch.html", context)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    if "kind" not in row:
        return row | {"right": [], "label": "", "media": []}
    right = kinds.in_words(row["kind"], row["body"], kinds.right_reply(row["kind"], row["answer"]))
    if row["kind"] == kinds.TRUTH:
        right = _("True") if right else _("False")
    if row["kind"] == kinds.SHORT:
        right = row["answer"]["accepted"]
    if row["kind"] == kinds.NUMBER:
        right = kinds.number_in_words(row["answer"])
    told = {"right": right if isinstance(right, list) else [right], "label": Kind(row["kind"]).label}
    return row | told | {"media": _media(row)}


def _media(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Pictures and sounds of the question, then of its answers, whose letter stands beside them."""
    parts = [
        (part.get("key", ""), part["media"])
        for part in [row["body"], *row["body"].get("options", [])]
        if part.get("media")
    ]
    stored = row["pictures"]
    return [
        {"letter": letter, "key": key, "words": stored[key][1], "sound": stored[key][2:] == ["sound"]}
        for letter, key in parts
        if key in stored
    ]


@require_GET
@login_required
def medium(request: HttpRequest, bank: str, pk: int, number: int, key: str) -> HttpResponseBase:
    """A picture or a sound of a file that was read, as long as it is neither taken over nor left."""
    rows = _batch(request, bank, pk).rows
    token, *_rest = next(
        (row["pictures"][key] for row in rows if row["number"] == number and key in row["pictures"]), [""]
    )
    file = files.by_token(token) if token else None
    if file is None:
        raise Http404
    return responses.send(request, file, inline=True)


@require_POST
@login_required
def take(request: HttpRequest, bank: str, pk: int) -> HttpResponse:
    chosen = numbers(request.POST.getlist("cau"))
    made = importing.take(batch=_batch(request, bank, pk), chosen=chosen, by=request.user.person, now=timezone.now())
    text = ngettext(
        "%(count)s question is in the bank as a draft.", "%(count)s questions are in the bank as drafts.", len(made)
    )
    messages.success(request, text % {"count": len(made)})
    return redirect("questions:batch", bank, pk)


@require_POST
@login_required
def leave(request: HttpRequest, bank: str, pk: int) -> HttpResponse:
    importing.leave(batch=_batch(request, bank, pk), by=request.user.person, now=timezone.now())
    messages.success(request, _("Nothing was taken over."))
    return redirect("questions:bring", bank)


@require_GET
@login_required
def template(request: HttpRequest, bank: str) -> HttpResponse:
    found = bank_of(request, bank)
    return _download(xlsx.write([]), f"mau-cau-hoi-{found.code}.xlsx", XLSX)


@require_GET
@login_required
def export(request: HttpRequest, bank: str) -> HttpResponse:
    """What would be written in each format, and what would be left out."""
    found = bank_of(request, bank)
    rules.check_writer(request.user.person, found, timezone.localdate())
    questions, locked = _exported(request, found)
    lines = [
        (one, sum(not one.why_not(question) for question in questions), _why_not(one, questions))
        for one in FORMATS.values()
    ]
    context = {
        "bank": found,
        "lines": lines,
        "count": len(questions),
        "locked": locked,
        "query": request.GET.urlencode(),
    }
    return render(request, "questions/export.html", context)


def _why_not(known: formats.Format, questions: list[Question]) -> list[str]:
    return sorted({reason for question in questions if (reason := known.why_not(question))})


def _exported(request: HttpRequest, bank: Bank) -> tuple[list[Question], int]:
    """As the list is narrowed; keys of what is being asked do not leave."""
    chosen = FilterForm(request.GET, bank=bank).narrow(queries.questions(bank))
    free = list(queries.unlocked(chosen, timezone.now()))
    return free, chosen.count() - len(free)


@require_POST
@login_required
def download(request: HttpRequest, bank: str, name: str) -> HttpResponse:
    """A POST, since it is written down who took keys along."""
    found = bank_of(request, bank)
    if name not in FORMATS:
        raise Http404
    known = FORMATS[name]
    questions = [one for one in _exported(request, found)[0] if not known.why_not(one)]
    data = exporting.export(bank=found, questions=questions, known=known, by=request.user.person, now=timezone.now())
    return _download(data, f"{found.code}-{known.name}.{known.extension}", known.media_type)


def _download(data: bytes, name: str, media_type: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "no-store"}
    return HttpResponse(data, content_type=media_type, headers=headers)
