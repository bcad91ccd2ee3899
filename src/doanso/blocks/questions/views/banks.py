from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.blocks.questions import items, queries, rules
from doanso.blocks.questions.forms.banks import BankForm, FilterForm, JoinForm, NameForm, NewBankForm, TopicForm, chosen
from doanso.blocks.questions.models import Difficulty, Kind, State
from doanso.blocks.questions.services import banks, writing
from doanso.blocks.questions.views.finding import bank_of
from doanso.lib.errors import Forbidden

PER_PAGE = 30


def posted(request: HttpRequest) -> Any:
    """Also an empty form that was sent is a form that was sent."""
    return request.POST if request.method == "POST" else None


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    reader, today = request.user.person, timezone.localdate()
    page = Paginator(queries.with_counts(queries.banks_for(reader, today)), PER_PAGE).get_page(request.GET.get("page"))
    may_found = rules.may_write_anywhere(reader, today)
    if not page.object_list and not may_found:
        raise Forbidden(_("You look after no question bank."))
    return render(request, "questions/index.html", {"page": page, "may_found": may_found})


@require_http_methods(["GET", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    by, today = request.user.person, timezone.localdate()
    if not rules.may_write_anywhere(by, today):
        raise Forbidden(_("You write questions for no unit."))
    form = NewBankForm(posted(request), by=by, on=today)
    if form.is_bound and form.is_valid():
        made = banks.found(**form.cleaned_data, by=by, now=timezone.now())
        messages.success(request, _("The bank is there. Now write questions or bring in a file."))
        return redirect(made)
    return render(request, "questions/new_bank.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@login_required
def bank(request: HttpRequest, bank: str) -> HttpResponse:
    found, reader, today = bank_of(request, bank), request.user.person, timezone.localdate()
    form = FilterForm(request.GET, bank=found)
    questions = form.narrow(queries.with_lock(queries.questions(found), timezone.now()))
    page = Paginator(questions, PER_PAGE).get_page(request.GET.get("page"))
    may_write = rules.may_write(reader, found, today)
    context = {
        "bank": found,
        "form": form,
        "page": page,
        "sendable": may_write and any(one.state == State.DRAFT and not one.is_locked for one in page),
        "narrowing": any(form.data.values()),
        "table": queries.table(found),
        "levels": Difficulty.labels,
        "kinds": Kind.choices,
        "may_write": may_write,
        "to_review": queries.to_review(found, reader).count() if rules.may_review(reader, found, today) else 0,
        "troubled": sum(bool(items.problems(trial)) for trial in queries.latest_trials(found)),
    }
    return render(request, "questions/bank.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, bank: str) -> HttpResponse:
    """Name and topics."""
    found, by, today = bank_of(request, bank), request.user.person, timezone.localdate()
    rules.check_writer(by, found, today)
    adds = "topic" in request.POST
    form = BankForm(None if adds else posted(request), initial={"name": found.name, "about": found.about})
    topic_form = TopicForm(request.POST if adds else None)
    if form.is_bound and form.is_valid():
        banks.change(bank=found, **form.cleaned_data, by=by, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect(found)
    if topic_form.is_bound and topic_form.is_valid():
        banks.add_topic(bank=found, name=topic_form.cleaned_data["topic"], by=by, now=timezone.now())
        messages.success(request, _("The topic is there."))
        return redirect("questions:edit_bank", found.code)
    context = {
        "bank": found,
        "form": form,
        "topic_form": topic_form,
        "topics": queries.with_questions(queries.topics(found.pk)),
    }
    return render(request, "questions/edit_bank.html", context, status=422 if form.errors or topic_form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
def topic(request: HttpRequest, bank: str, code: str) -> HttpResponse:
    """Another name for it, or its questions go to another topic."""
    found, by = bank_of(request, bank), request.user.person
    rules.check_writer(by, found, timezone.localdate())
    one = get_object_or_404(queries.topics(found.pk), code=code)
    joins = "into" in request.POST
    form = NameForm(None if joins else posted(request), initial={"topic": one.name})
    join_form = JoinForm(request.POST if joins else None, topic=one)
    if form.is_bound and form.is_valid():
        banks.rename_topic(topic=one, name=form.cleaned_data["topic"], by=by, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("questions:edit_bank", found.code)
    if join_form.is_bound and join_form.is_valid():
        into = join_form.cleaned_data["into"]
        moved = banks.join_topics(topic=one, into=into, by=by, now=timezone.now())
        text = ngettext(
            "%(count)s question went over to “%(topic)s”.", "%(count)s questions went over to “%(topic)s”.", moved
        )
        messages.success(request, text % {"count": moved, "topic": into.name})
        return redirect("questions:edit_bank", found.code)
    context = {"bank": found, "topic": one, "form": form, "join_form": join_form}
    return render(request, "questions/topic.html", context, status=422 if form.errors or join_form.errors else 200)


@require_POST
@login_required
def send(request: HttpRequest, bank: str) -> HttpResponse:
    """The ticked drafts go to the second person, all or none."""
    found = bank_of(request, bank)
    count = writing.send_all(
        questions=chosen(queries.questions(found), request.POST.getlist("cau")),
        by=request.user.person,
        now=timezone.now(),
    )
    text = ngettext("%(count)s question waits for its review.", "%(count)s questions wait for their review.", count)
    messages.success(request, text % {"count": count})
    return redirect(found)


@require_GET
@login_required
def problems(request: HttpRequest, bank: str) -> HttpResponse:
    """Questions that did badly where they were last asked; what is being asked now is not told about."""
    found = bank_of(request, bank)
    told = [(trial, items.problems(trial)) for trial in queries.latest_trials(found)]
    locked = queries.locked([trial.question_id for trial, _problems in told], timezone.now())
    lines = [(trial, its) for trial, its in told if its and trial.question_id not in locked]
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "questions/problems.html", {"bank": found, "page": page, "asked": len(told)})
