"""What happens to a question: sent, accepted, given back, retired, taken up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from doanso.blocks.questions import queries, rules
from doanso.blocks.questions.forms.reviewing import AcceptedForm, NoteForm
from doanso.blocks.questions.models import Bank
from doanso.blocks.questions.services import reviewing, writing
from doanso.blocks.questions.views.finding import bank_of, question_of
from doanso.blocks.questions.views.questions import as_asked, told_key
from doanso.core.accounts.models import Person
from doanso.lib.errors import Forbidden

PER_PAGE = 20


@require_GET
@never_cache
@login_required
def queue(request: HttpRequest, bank: str) -> HttpResponse:
    """Whole questions with their keys, to be read one after the other."""
    found, reader = bank_of(request, bank), request.user.person
    if not rules.may_review(reader, found, timezone.localdate()):
        raise Forbidden(_("You do not review the questions of this bank."))
    waiting = queries.unlocked(queries.to_review(found, reader), timezone.now()).prefetch_related("media")
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    lines = [(one, as_asked(one), told_key(one)) for one in page]
    return render(request, "questions/queue.html", {"bank": found, "page": page, "lines": lines})


@require_POST
@login_required
def accept_all(request: HttpRequest, bank: str) -> HttpResponse:
    found, by = bank_of(request, bank), request.user.person
    form = AcceptedForm(request.POST.getlist("cau"), found=queries.to_review(found, by))
    done = reviewing.accept_all(seen=form.seen, by=by, now=timezone.now())
    text = ngettext("%(count)s question is accepted.", "%(count)s questions are accepted.", len(done))
    messages.success(request, text % {"count": len(done)})
    return redirect("questions:queue", found.code)


@require_POST
@login_required
def review(request: HttpRequest, bank: str, code: str) -> HttpResponse:
    """Accept, or give back with a note; then the next one that waits."""
    question, by, now = question_of(request, bank, code), request.user.person, timezone.now()
    form = NoteForm(request.POST)
    if not form.is_valid():
        return render(
            request, "questions/give_back.html", {"bank": question.bank, "question": question, "form": form}, status=422
        )
    given = form.cleaned_data
    if given["verdict"] == NoteForm.BACK:
        reviewing.give_back(question=question, seen=given["seen"], note=given["note"], by=by, now=now)
        messages.success(request, _("%(code)s goes back to its author.") % {"code": question.code})
    else:
        reviewing.accept(question=question, seen=given["seen"], by=by, now=now)
        messages.success(request, _("%(code)s is accepted.") % {"code": question.code})
    return _next(question.bank, by)


def _next(bank: Bank, by: Person) -> HttpResponse:
    following = queries.to_review(bank, by).first()
    return redirect(following or bank)


@require_POST
@login_required
def send(request: HttpRequest, bank: str, code: str) -> HttpResponse:
    question = writing.send(question=question_of(request, bank, code), by=request.user.person, now=timezone.now())
    messages.success(request, _("%(code)s waits for its review.") % {"code": question.code})
    return redirect(question)


@require_POST
@login_required
def retire(request: HttpRequest, bank: str, code: str) -> HttpResponse:
    question = writing.retire(question=question_of(request, bank, code), by=request.user.person, now=timezone.now())
    messages.success(request, _("%(code)s is asked no more.") % {"code": question.code})
    return redirect(question)


@require_POST
@login_required
def take_up(request: HttpRequest, bank: str, code: str) -> HttpResponse:
    question = writing.take_up(question=question_of(request, bank, code), by=request.user.person, now=timezone.now())
    messages.success(request, _("%(code)s is a draft again.") % {"code": question.code})
    return redirect(question)
