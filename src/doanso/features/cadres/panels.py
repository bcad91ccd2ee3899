"""What cadres show on pages that belong to others."""

from typing import Any

from django.http import HttpRequest

from doanso.features.cadres.bodies import CADRE_ROLES


def own_record(request: HttpRequest) -> dict[str, Any]:
    person = request.user.person
    return {"cadre": person if person and person.positions.filter(role__in=CADRE_ROLES).exists() else None}
