"""What somebody may have meant whose words no procedure has: “chuyen xinh hoat”, or a word too many."""

from difflib import get_close_matches

from doanso.features.procedures.models import Version
from doanso.features.procedures.queries import catalogue
from doanso.lib.text import fold

MOST, WORDS, MISSPELT, ALIKE = 5, 12, 4, 0.7


def nearest(text: str) -> list[Version]:
    """The procedures that hold most of these words, or words much like them: at least half. Two queries."""
    keys = dict(catalogue.published().values_list("pk", "search_key"))
    known = sorted({word for key in keys.values() for word in key.split()})
    wanted = _forms(fold(text).split()[:WORDS], known)
    held = {pk: sum(any(form in key for form in forms) for forms in wanted) for pk, key in keys.items()}
    found = [pk for pk, count in held.items() if count and 2 * count >= len(wanted)]
    best = sorted(found, key=lambda pk: (-held[pk], len(keys[pk]), pk))[:MOST]
    versions = catalogue.published().in_bulk(best)
    return [versions[pk] for pk in best]


def _forms(words: list[str], known: list[str]) -> list[list[str]]:
    """Each word, or what it may be instead: of a few words only, for looking takes long."""
    looked, forms = 0, []
    for word in words:
        if any(word in other for other in known):
            forms.append([word])
            continue
        looked += 1
        forms.append(get_close_matches(word, known, cutoff=ALIKE) if looked <= MISSPELT else [])
    return forms
