"""The whole citizen number, for who gives a reason."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from doanso.core.accounts.models import Person
from doanso.core.privacy import rules, services
from doanso.ui import limits


@never_cache
@require_POST
@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """404 for everybody else: the answer must not tell who exists."""
    person, by = get_object_or_404(Person, pk=pk), request.user.person
    if not rules.may_identify(by, person, timezone.localdate()):
        raise Http404
    limits.hit("privacy.number", str(request.user.pk), limit=60, per_seconds=3600)
    why = request.POST.get("why", "")
    number = services.reveal(person=person, by=by, why=why, now=timezone.now())
    return render(request, "privacy/number.html", {"person": person, "number": number, "why": why.strip()})
