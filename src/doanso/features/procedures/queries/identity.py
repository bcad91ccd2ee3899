"""Who of those on record is meant by a paper that somebody shows at the desk."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from doanso.core.accounts.models import Person, Precision
from doanso.core.units.models import Membership, Position, Unit
from doanso.features.procedures.models import Dossier, IdentityCheck, Version
from doanso.lib.text import fold


def on_record(full_name: str, born: date, number: str, owner: Unit) -> Person | None:
    """Everything agrees, and they have belonged to or sat in the organisation that `owner` stands for; None also when
    two fit. A record without a number is taken for what its name and day of birth say.
    """
    whole = owner.parent if owner.type.office and owner.parent else owner
    below = {"person": OuterRef("pk"), "unit__path__startswith": whole.path}
    here = Exists(Membership.objects.filter(**below)) | Exists(Position.objects.filter(**below))
    found = Person.objects.filter(here, merged_into=None)
    found = found.filter(search_key=fold(full_name), date_of_birth=born, birth_precision=Precision.DAY)
    fitting = found.filter(Q(cccd=number) | Q(cccd=None)).order_by("cccd")  # who has the number comes first
    first = list(fitting[:2])
    return first[0] if first and (first[0].cccd or len(first) == 1) else None


def check_of(pk: str, version: Version, by: Person) -> IdentityCheck | None:
    """This officer's own, for this procedure."""
    if not pk.isdecimal() or len(pk) > 18:
        return None
    found = IdentityCheck.objects.filter(pk=int(pk), procedure=version.procedure_id, by=by)
    return found.select_related("person", "dossier").first()


def check_behind(dossier: Dossier) -> IdentityCheck | None:
    """Asked only where there can be one."""
    if dossier.applicant_id is None or dossier.taken_by_id is None:
        return None
    return IdentityCheck.objects.filter(dossier=dossier).select_related("by").first()


def was_seen_by(dossier: Dossier, by: Person | None) -> bool:
    found = check_behind(dossier)
    return found is not None and by is not None and found.by_id == by.pk
