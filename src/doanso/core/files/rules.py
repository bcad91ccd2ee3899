from django.utils.translation import gettext as _

from doanso.core.files.models import File, Scan
from doanso.lib.errors import Forbidden, Refused


def check_servable(file: File) -> None:
    """Nobody, not even the owner, opens what is infected or not yet scanned."""
    if file.blob.scan == Scan.INFECTED:
        raise Forbidden(_("The file “%(name)s” contains a virus and cannot be opened.") % {"name": file.name})
    if file.blob.scan == Scan.PENDING:
        raise Refused(
            _("The file “%(name)s” is waiting for its virus scan. Please try again in a few minutes.")
            % {"name": file.name}
        )
