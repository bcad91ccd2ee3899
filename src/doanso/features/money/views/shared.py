"""What the pages of one unit's books have in common."""

from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.core.units.models import Unit
from doanso.features.money import rules
from doanso.features.money.queries import rights
from doanso.lib import sheets


def unit_of(request: HttpRequest, code: str) -> Unit:
    """The unit whose books this reader may look at; 404 tells others not even that there are any."""
    found = rights.seen(request.user.person, timezone.localdate()).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def frame(request: HttpRequest, unit: Unit, page: str) -> dict[str, Any]:
    """The unit, what the reader may do there, and the tabs."""
    person, today = request.user.person, timezone.localdate()
    named = [
        ("overview", _("Overview")),
        ("dues", _("Dues")),
        ("advances", _("Advances")),
        ("book", _("Cash book")),
        ("trial", _("Trial balance")),
        ("periods", _("Closing")),
    ]
    tabs = [
        {"label": label, "url": reverse(f"money:{name}", args=[unit.code]), "current": name == page}
        for name, label in named
    ]
    return {
        "unit": unit,
        "today": today,
        "tabs": tabs,
        "may_keep": rules.may_keep(person, unit, today),
        "may_collect": rules.may_collect(person, unit, today),
    }


def xlsx(title: str, columns: list[tuple[str, int]], rows: Any, name: str) -> HttpResponse:
    file = BytesIO()
    sheets.write(title, columns, rows, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=sheets.XLSX)


def pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
