"""Who of those on record is meant by a paper that somebody shows at the desk."""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef

from doanso.core.accounts.models import Person, Precision
from doanso.core.units.models import Membership, Position, Unit
from doanso.features.procedures.models import Dossier, IdentityCheck, Version
from doanso.lib.text import fold


def on_record(full_name: str, born: date, number: str, owner: Unit) -> Person | None:
    """Everything agrees, and they have belonged to or sat in the organisation that `owner` stands for. A record without
    a number is nobody's: name and day of birth alone would fit whoever shares them.
    """
    whole = owner.parent if owner.type.office and owner.parent else owner
    below = {"person": OuterRef("pk"), "unit__path__startswith": whole.path}
    here = Exists(Membership.objects.filter(**below)) | Exists(Position.objects.filter(**below))
    found = Person.objects.filter(here, merged_into=None, cccd=number)
    return found.filter(search_key=fold(full_name), date_of_birth=born, birth_precision=Precision.DAY).first()


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


def was_seen_by(dossier: Dossier, some: Collection[int | None]) -> bool:
    """Is one of these people, by their ids, the officer who saw the applicant's paper?"""
    found = check_behind(dossier)
    return found is not None and found.by_id in some
