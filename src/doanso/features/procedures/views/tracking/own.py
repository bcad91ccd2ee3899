"""What a signed-in person has sent and has begun."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doanso.blocks.eforms import services as eforms
from doanso.core.accounts.models import Person
from doanso.features.procedures.queries import applicants
from doanso.features.procedures.views.texts import sent
from doanso.features.procedures.views.tracking.access import OPEN

PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """A post goes on with one of one's drafts, or throws it away."""
    now, person = timezone.now(), request.user.person
    if request.method == "POST":
        return _go_on(request, person)
    facts = {
        "page": Paginator(applicants.mine(person), PAGE).get_page(request.GET.get("page")),
        "drafts": applicants.drafts(person, now=now),
        "now": now,
        "open": OPEN,
    }
    return render(request, "procedures/mine.html", facts)


def _go_on(request: HttpRequest, person: Person | None) -> HttpResponse:
    """The old link is known to nobody any more, so that the draft gets a new one."""
    now = timezone.now()
    number = sent(request, "draft", 18)
    known = person is not None and number.isascii() and number.isdigit()
    draft = applicants.draft(person, int(number), now=now) if known else None
    if draft is None:
        raise Http404
    token = eforms.renew_link(draft_id=draft.pk, by=person, now=now)
    if "discard" in request.POST:
        eforms.discard_draft(token=token, by=person, now=now)
        messages.success(request, _("The draft is deleted."))
        return redirect("procedures:mine")
    return redirect("procedures:resume", draft.subject, token)
