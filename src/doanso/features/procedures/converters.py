"""What may stand in an address: anything else is no address of ours, and asks the database nothing."""

from django.urls.converters import StringConverter


class Code(StringConverter):
    """Codes of procedures and dossiers, tracking codes, tokens and keys."""

    regex = r"[A-Za-z0-9][A-Za-z0-9._\-]{0,79}"


class Token(StringConverter):
    """Random tokens; they may begin with a dash."""

    regex = r"[A-Za-z0-9_\-]{1,80}"
