from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.qr.models import Link
from doanso.core.units import queries as units
from doanso.lib import codes
from doanso.lib.moves import Handover, Line


def by_token(typed: str) -> Link | None:
    """Forgives case, spaces, dashes and look-alikes; the check character tells a typing error without a query."""
    try:
        token = codes.clean_tracking_code(typed).replace("-", "")
    except ValueError:
        return None
    return Link.objects.filter(token=token).first()


def of_key(purpose: str, key: str) -> Link | None:
    """The live link of a poster, a dossier, ..."""
    return Link.objects.filter(purpose=purpose, key=key, revoked_at=None).first()


def of_unit(handover: Handover) -> QuerySet[Link]:
    """Links of the unit that still lead somewhere."""
    return Link.objects.filter(unit=handover.unit, revoked_at=None)


def to_hand_over(handover: Handover) -> list[Line]:
    number = of_unit(handover).count()
    return [Line(_("QR links, which lead where they did"), number)] if number else []


def manageable_by(person: Person | None, on: date) -> QuerySet[Link]:
    """Links of units where this person edits procedures, and those that they made for no unit; with their `uses`."""
    if person is None:
        return Link.objects.none()
    mine = Q(created_by=person, unit=None) | Q(unit__in=units.units_where(person, "procedure.edit", on))
    return with_uses(Link.objects.filter(mine).select_related("unit")).order_by("-created_at", "-pk")


def with_uses(links: QuerySet[Link]) -> QuerySet[Link]:
    return links.annotate(uses=Coalesce(Sum("uses_by_day__count"), 0))
