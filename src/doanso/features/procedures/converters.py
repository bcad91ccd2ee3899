"""What may stand in an address: anything else is no address of ours, and asks the database nothing."""

from django.urls.converters import StringConverter


class Code(StringConverter):
    """Codes of procedures and dossiers, tracking codes, tokens and keys."""

    regex = r"[A-Za-z0-9][A-Za-z0-9._\-]{0,79}"


class Token(StringConverter):
    """Random tokens; they may begin with a dash."""

    regex = r"[A-Za-z0-9_\-]{1,80}"


class DraftForm(StringConverter):
    """A form of a draft: its own questions (""), or by its code the form of a step."""

    regex = rf"bieu-mau(?:-buoc/{Code.regex})?"

    def to_python(self, value: str) -> str:
        return value.removeprefix("bieu-mau").removeprefix("-buoc/")

    def to_url(self, value: str) -> str:
        return f"bieu-mau-buoc/{value}" if value else "bieu-mau"
