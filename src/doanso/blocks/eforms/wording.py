"""What is said when an answer is missing: by kind and label, not a bare “required”."""

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition.model import Field
from doanso.ui.languages import sentence

_CHOSEN = {"choice", "many_choice", "yes_no", "unit"}
_SENT = {"file", "photo"}


def missing(f: Field) -> str:
    if f.missing:
        return str(f.missing)
    if f.type == "consent":
        return _("Please tick this box to go on.")
    if f.type == "table":
        return sentence(_("Add at least one row to “%(what)s”."), what=str(f.label))
    if f.type == "group":
        return sentence(_("Fill in “%(what)s”."), what=str(f.label))
    if f.type == "likert5" or str(f.label).endswith("?"):
        return sentence(_("Answer “%(what)s”."), what=str(f.label))
    if f.type in _CHOSEN:
        return sentence(_("Choose %(what)s."), what=f.label.plain)
    if f.type in _SENT:
        return sentence(_("Attach %(what)s."), what=f.label.plain)
    return _("Sign here.") if f.type == "signature" else sentence(_("Enter %(what)s."), what=f.label.plain)
