"""Whether the form may be filled in without a network: chosen below the questions."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doanso.features.procedures.services.authoring import without_network
from doanso.features.procedures.views.authoring.form.sheet import save_content, sheet_of

ANCHOR = "mat-mang"


@require_POST
@login_required
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """`offline` is sent when the box is ticked."""
    sheet = sheet_of(request, pk, "")
    to = sheet.at(anchor=ANCHOR)
    if "offline" in request.POST:
        label = _("May be filled in without a network")
        return save_content(request, sheet, lambda content, _r: without_network.allow(content), label, to)
    label = _("May not be filled in without a network")
    return save_content(request, sheet, lambda content, _r: without_network.forbid(content), label, to)
