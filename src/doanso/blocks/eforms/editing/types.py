"""The types of questions as an author knows them: a name, a picture, and what it is for."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from doanso.blocks.eforms.definition import spec


class Type(NamedTuple):
    name: Any
    icon: str
    use: Any


TYPES: dict[str, Type] = {
    "text": Type(_("Short text"), "pen", _("One line: a place, a title, a number of a paper")),
    "long_text": Type(_("Long text"), "list", _("Several lines: a reason, a request")),
    "number": Type(pgettext_lazy("answer", "Number"), "chart", _("A quantity, with or without decimals")),
    "money": Type(_("Amount of money"), "money", _("In dong, also in words")),
    "date": Type(_("Date"), "calendar", _("Day, month and year")),
    "partial_date": Type(_("Date that may be incomplete"), "calendar", _("A year alone is enough: births of long ago")),
    "month": Type(_("Month"), "calendar", _("Month and year")),
    "choice": Type(_("One of several"), "check-circle", _("Exactly one answer of a list")),
    "many_choice": Type(_("Several of several"), "check", _("Any number of answers of a list")),
    "yes_no": Type(_("Yes or no"), "vote", _("A question to be answered by yes or no")),
    "likert5": Type(_("Agreement, five steps"), "star", _("From “strongly disagree” to “strongly agree”")),
    "person_name": Type(_("Name of a person"), "person", _("As on the identity papers")),
    "cccd": Type(_("Citizen number"), "shield", _("12 digits, checked")),
    "phone": Type(_("Telephone number"), "phone", _("10 digits")),
    "email": Type(_("E-mail"), "mail", _("An address for messages")),
    "address": Type(_("Address"), "map", _("Province and commune from the list, then the rest")),
    "unit": Type(_("Unit"), "building", _("A unit or office from the register")),
    "person": Type(_("Somebody's name"), "people", _("A name in passing; nobody is looked up")),
    "file": Type(_("File"), "paperclip", _("PDF, picture, Word, Excel")),
    "photo": Type(_("Photo"), "camera", _("Taken with the phone, or a picture")),
    "signature": Type(_("Signature"), "stamp", _("Drawn with the finger, or the name typed")),
    "table": Type(pgettext_lazy("question", "Table"), "menu", _("Several rows of the same columns")),
    "group": Type(_("Group"), "folder", _("Some questions that belong together, such as one person")),
    "note": Type(_("Words to read"), "info", _("Nothing to answer")),
    "consent": Type(_("Consent or declaration"), "check-circle", _("A text to which one must agree by a tick")),
}
GROUPS: list[tuple[Any, tuple[str, ...]]] = [
    (_("Text and numbers"), ("text", "long_text", "number", "money")),
    (_("Choices"), ("choice", "many_choice", "yes_no", "likert5")),
    (_("Dates"), ("date", "partial_date", "month")),
    (_("People and places"), ("person_name", "cccd", "phone", "email", "address", "unit", "person")),
    (_("Files"), ("file", "photo", "signature")),
    (_("Several together, and words"), ("table", "group", "note", "consent")),
]


def groups(inside: str = "") -> list[tuple[Any, list[tuple[str, Type]]]]:
    """(heading, [(type, its words)]); inside a `table` or a `group` only what may stand there."""
    banned = {"table": spec.NOT_IN_TABLES, "group": spec.NOT_IN_GROUPS}.get(inside, set())
    found = [(head, [(name, TYPES[name]) for name in names if name not in banned]) for head, names in GROUPS]
    return [(head, names) for head, names in found if names]
