"""Kinds of documents in words."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "quyet_dinh": _("Decision"),
    "cong_van": _("Official letter"),
    "bao_cao": _("Report"),
    "to_trinh": _("Submission"),
    "bien_ban": _("Minutes"),
    "bien_ban_chi_doan": _("Minutes of a branch"),
    "nghi_quyet_hdnd": _("Resolution of the People's Council"),
    "huong_dan": _("Guidance"),
    "chuong_trinh": _("Programme"),
}
WORD = ("quyet_dinh",)
"""Those that the program fills in as Word today."""


def label(kind: str) -> str:
    return str(LABELS.get(kind, kind.replace("_", " ").capitalize()))
