"""How much the files of one dossier may weigh together."""

from collections.abc import Collection

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from doanso.core.files import queries as stored
from doanso.core.files.models import File
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.queries import dossiers
from doanso.lib.errors import Refused


def is_too_much(tokens: Collection[str], dossier: Dossier | None = None) -> bool:
    """Of these files together with those that the dossier has already, each counted once."""
    if not tokens:
        return False
    wanted = Q(token__in=tokens)
    if dossier is not None:
        wanted |= Q(pk__in=dossiers.attached(dossier))
    return stored.total_size(File.objects.filter(wanted).select_related("blob")) > settings.MAX_DOSSIER_MB * 1024 * 1024


def words() -> str:
    told = {"most": settings.MAX_DOSSIER_MB}
    return _("All files of one dossier may have %(most)s MB together. Please choose smaller or fewer ones.") % told


def check(files: Collection[File], dossier: Dossier) -> None:
    if is_too_much([file.token for file in files], dossier):
        raise Refused(words(), field="files")
