"""Words of a form in one or two languages."""

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Text:
    """Vietnamese, and English where somebody has written it; `str()` picks by the active language."""

    vi: str
    en: str = ""

    def __str__(self) -> str:
        return self.en if self.en and (get_language() or "vi").startswith("en") else self.vi

    def __bool__(self) -> bool:
        return bool(self.vi)

    @property
    def plain(self) -> str:
        """For the middle of a sentence: first letter small, nothing in brackets, no final stop."""
        words = str(self).split("(")[0].strip().rstrip(".:*")
        acronym = len(words) > 1 and (words[1].isupper() or words[1].isdigit())
        return words if acronym else words[:1].lower() + words[1:]
