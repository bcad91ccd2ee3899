"""What staff shows on pages that belong to others."""

from typing import Any

from django.http import HttpRequest

from doanso.features.staff.models import Employee


def own_record(request: HttpRequest) -> dict[str, Any]:
    person = request.user.person
    return {"employee": Employee.objects.filter(person=person).select_related("unit").first() if person else None}
