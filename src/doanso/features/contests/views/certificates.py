"""A certificate for whom it was given to, and what its QR code leads to."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from doanso.features.contests import printing
from doanso.features.contests.converters import Part
from doanso.features.contests.queries import announcing, certificates, entrants
from doanso.features.contests.services import certifying
from doanso.features.contests.views.reading import contest_of, part_of, person_of


@require_GET
@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """For everybody who holds the paper: what it should say, and whether it still holds."""
    found = certificates.by_code(code)
    if found is None:
        return render(request, "contests/certificate.html", {"certificate": None}, status=404)
    if found.code != code:
        return redirect("contests:certificate", found.code)
    return render(request, "contests/certificate.html", {"certificate": found, "result": found.result})


@require_http_methods(["GET", "POST"])
@never_cache
def own(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One's own: by POST it is made out, by GET it is fetched again."""
    contest = contest_of(code)
    round = part_of(contest, number)
    result = announcing.of_entrant(round, entrants.entrant_of(request, contest))
    if result is None:
        raise Http404(_("There is no result of yours in this round."))
    if request.method == "POST":
        certifying.issue_own(result=result, entrant=result.entrant, by=person_of(request), now=timezone.now())
        return redirect("contests:own_certificate", code, number)
    found = certificates.own(round, result.entrant)
    if found is None or found.revoked_at:
        raise Http404(_("There is no certificate of yours in this round."))
    name = f"giay-chung-nhan-{code}-{Part().to_url(number)}.pdf"
    made = BytesIO(printing.certificates([found]))
    return FileResponse(made, as_attachment=True, filename=name, content_type="application/pdf")
