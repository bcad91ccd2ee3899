"""Papers of the books as PDF."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from doanso.features.money import forms, papers
from doanso.features.money.queries import books
from doanso.features.money.views.shared import pdf, unit_of


@require_GET
@login_required
def voucher(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    entry = get_object_or_404(books.entries(unit_of(request, code)), pk=pk)
    return pdf(papers.voucher(entry), f"but-toan-{code}-{entry.number}-{entry.year}")


@require_GET
@login_required
def receipts(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """All receipts of an entry, or that of `nguoi`."""
    entry = get_object_or_404(books.entries(unit_of(request, code)), pk=pk)
    wanted = request.GET.get("nguoi", "")
    person = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
    found = entry.dues.filter(kind="paid")
    if not (found.filter(person=person) if person else found).exists():
        raise Http404
    return pdf(papers.receipts(entry, person), f"bien-lai-{code}-{entry.number}-{entry.year}")


@require_GET
@login_required
def quarter(request: HttpRequest, code: str) -> HttpResponse:
    unit, today = unit_of(request, code), timezone.localdate()
    which = forms.QuarterForm.chosen(request.GET, today)
    content = papers.quarter(unit, which, today, request.user.person.full_name)
    return pdf(content, f"doan-phi-{code}-{which}")
