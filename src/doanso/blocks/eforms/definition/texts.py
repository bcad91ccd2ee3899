"""Words of a form in one or more languages."""

from dataclasses import dataclass

from doanso.ui import languages
from doanso.ui.languages import Words


@dataclass(frozen=True, slots=True)
class Text:
    """Vietnamese, and other languages where somebody has written them; `str()` picks the reader's, else Vietnamese.

    What it picks for readers of other languages knows which one it is in.
    """

    vi: str
    en: str = ""
    others: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        code = languages.reading()
        if code == "vi":
            return self.vi
        said = self.en if code == "en" else dict(self.others).get(code)
        return Words(said, code) if said else Words(self.vi, "vi")

    def __bool__(self) -> bool:
        return bool(self.vi)

    @property
    def plain(self) -> str:
        """For the middle of a sentence: first letter small, nothing in brackets, no final stop."""
        said = str(self)
        words = said.split("(")[0].strip().rstrip(".:*")
        acronym = len(words) > 1 and (words[1].isupper() or words[1].isdigit())
        return Words(words if acronym else words[:1].lower() + words[1:], languages.of(said))
