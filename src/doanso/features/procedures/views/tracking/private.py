"""The applicant's own page of one dossier."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doanso.core.consent import queries as consents
from doanso.core.consent.texts import DOSSIER
from doanso.core.files import responses
from doanso.core.qr import images
from doanso.features.procedures.models import Status
from doanso.features.procedures.queries import applicants
from doanso.features.procedures.services import dossiers, notices, online, papers, results
from doanso.features.procedures.views.filling import person_of
from doanso.features.procedures.views.texts import sent
from doanso.features.procedures.views.tracking.access import Access, full_only, private_page

RECEIPT = 0  # stands in the address in place of the paper's number


@require_safe
@private_page
def private(request: HttpRequest, access: Access) -> HttpResponse:
    dossier = access.dossier
    case = applicants.case(dossier)
    link = request.build_absolute_uri(access.address("private")) if access.private_link else ""
    facts = {
        "access": access,
        "dossier": dossier,
        "now": timezone.now(),
        "is_new": "moi" in request.GET,
        "link": link,
        "qr": images.svg(link, level="M") if link else "",
        "stages": applicants.stages(dossier, case),
        "news": applicants.news(case),
        "supplement_wanted": dossier.status == Status.SUPPLEMENT,
        "payment_wanted": dossier.status == Status.PAYMENT,
        "request_text": applicants.request_text(case, "payment" if dossier.status == Status.PAYMENT else "supplement"),
        "own_steps": applicants.own_steps(case),
        "sections": applicants.sections(dossier, full=access.full),
        "papers": applicants.papers(dossier),
        "result": getattr(dossier, "result", None),
        "rating": getattr(dossier, "rating", None),
        "may_withdraw": access.full and dossier.finished_at is None,
        "has_consent": access.full and consents.stands(DOSSIER, dossier.code),
    }
    return render(request, "procedures/private.html", facts)


@require_safe
@private_page
def paper(request: HttpRequest, access: Access, pk: int) -> HttpResponseBase:
    """A paper that the office issued to the applicant; number 0 is the receipt, always the same one."""
    now = timezone.now()
    if pk == RECEIPT:
        wanted = papers.receipt(dossier=access.dossier, by=None, now=now)
    else:
        wanted = applicants.papers(access.dossier).filter(pk=pk).first()
    if wanted is None:
        raise Http404
    return responses.send(request, papers.draw(paper_id=wanted.pk, now=now).file, inline=True)


@require_safe
@private_page
def result(request: HttpRequest, access: Access) -> HttpResponseBase:
    found = getattr(access.dossier, "result", None)
    if found is None:
        raise Http404
    return responses.send(request, results.draw(result_id=found.pk, now=timezone.now()).file, inline=True)


@require_safe
@private_page
def file(request: HttpRequest, access: Access, token: str) -> HttpResponseBase:
    full_only(access)
    found = applicants.file_of(access.dossier, token)
    if found is None:
        raise Http404
    return responses.send(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def withdraw(request: HttpRequest, access: Access) -> HttpResponse:
    full_only(access)
    if request.method == "POST":
        now = timezone.now()
        comment = sent(request, "comment", 1000)
        dossiers.withdraw(dossier_id=access.dossier.pk, by=person_of(request), now=now, comment=comment)
        messages.success(request, _("Your dossier is withdrawn. You can apply anew at any time."))
        return redirect(access.address("private"))
    return render(request, "procedures/withdraw.html", {"access": access, "dossier": access.dossier})


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def withdraw_consent(request: HttpRequest, access: Access) -> HttpResponse:
    full_only(access)
    if request.method == "POST":
        online.withdraw_consent(dossier=access.dossier, now=timezone.now())
        messages.success(request, _("Your consent is withdrawn."))
        return redirect(access.address("private"))
    facts = {"access": access, "dossier": access.dossier, "ends_it": notices.is_untouched(access.dossier)}
    return render(request, "procedures/withdraw_consent.html", facts)


@require_POST
@private_page
def rate(request: HttpRequest, access: Access) -> HttpResponse:
    dossiers.rate(
        dossier_id=access.dossier.pk,
        score=_score(request.POST.get("score", "")),
        comment=sent(request, "comment", 2000),
        now=timezone.now(),
    )
    messages.success(request, _("Thank you. Your rating helps us to do better."))
    return redirect(access.address("private"))


def _score(text: str) -> int:
    """0, which the service refuses, for anything that is not a digit."""
    return int(text) if text in {"1", "2", "3", "4", "5"} else 0
