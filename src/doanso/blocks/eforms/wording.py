"""What is said when an answer is missing: by kind and label, not a bare “required”."""

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition.model import Field

_CHOSEN = {"choice", "many_choice", "yes_no", "unit"}
_SENT = {"file", "photo"}


def missing(f: Field) -> str:
    if f.missing:
        return str(f.missing)
    if f.type == "consent":
        return _("Please tick this box to go on.")
    if f.type == "table":
        return _("Add at least one row to “%(what)s”.") % {"what": f.label}
    if f.type == "group":
        return _("Fill in “%(what)s”.") % {"what": f.label}
    if f.type == "likert5" or str(f.label).endswith("?"):
        return _("Answer “%(what)s”.") % {"what": f.label}
    words = {"what": f.label.plain}
    if f.type in _CHOSEN:
        return _("Choose %(what)s.") % words
    if f.type in _SENT:
        return _("Attach %(what)s.") % words
    return _("Sign here.") if f.type == "signature" else _("Enter %(what)s.") % words
