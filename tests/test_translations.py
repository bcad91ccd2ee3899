"""One sentence, one translation: Django merges the catalogues of all apps, so the last one would win everywhere."""

from collections import defaultdict

import polib

from doanso.config.translations import catalogs
from tests.source import place, refuse


def test_a_sentence_is_translated_the_same_in_every_app():
    told: dict[tuple, dict[tuple, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in catalogs():
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                sentence = (path.stem, path.parts[-3], entry.msgctxt, entry.msgid)
                told[sentence][(entry.msgstr, *entry.msgstr_plural.values())].append(place(path))
    found = [f"{sentence[-1]!r}: {dict(ways)}" for sentence, ways in told.items() if len(ways) > 1]
    refuse(found, "Say the same in each, or tell the meanings apart with another sentence or a context.")
