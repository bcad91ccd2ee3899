"""Words of a form in one or more languages."""

from dataclasses import dataclass

from doanso.ui import languages


@dataclass(frozen=True, slots=True)
class Text:
    """Vietnamese, and other languages where somebody has written them; `str()` picks the reader's, else Vietnamese."""

    vi: str
    en: str = ""
    others: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        code = languages.reading()
        if code == "vi":
            return self.vi
        return (self.en if code == "en" else dict(self.others).get(code)) or self.vi

    def __bool__(self) -> bool:
        return bool(self.vi)

    @property
    def plain(self) -> str:
        """For the middle of a sentence: first letter small, nothing in brackets, no final stop."""
        words = str(self).split("(")[0].strip().rstrip(".:*")
        acronym = len(words) > 1 and (words[1].isupper() or words[1].isdigit())
        return words if acronym else words[:1].lower() + words[1:]
