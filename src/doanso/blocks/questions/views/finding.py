"""What an address names, for who may see it; 404 for everybody else."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from doanso.blocks.questions import queries
from doanso.blocks.questions.models import Bank, Question


def bank_of(request: HttpRequest, code: str) -> Bank:
    found = queries.bank_of(code, request.user.person, timezone.localdate())
    if found is None:
        raise Http404
    return found


def question_of(request: HttpRequest, bank: str, code: str) -> Question:
    found = queries.questions(bank_of(request, bank)).select_related(
        "bank__unit", "topic", "author", "reviewer", "changed_by"
    )
    return get_object_or_404(found, code=code.replace("\0", ""))
