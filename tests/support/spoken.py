"""In which language a page says each of its words to a screen reader: that of the nearest element which names one."""

import re
from html.parser import HTMLParser

VIETNAMESE = re.compile("[À-ÖØ-öø-ỹ]")
EMPTY = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "ellipse", "line"}
UNSPOKEN = {"script", "style", "textarea"}  # what was typed is its writer's
SAID = ("aria-label", "alt", "title", "placeholder")


class Spoken(HTMLParser):
    """`texts`: language and words, attributes that are read aloud, too."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        language = own.get("lang") or (self.open[-1][1] if self.open else "")
        self.texts += [(language, words) for name in SAID if (words := own.get(name))]
        if tag not in EMPTY:
            self.open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass  # of drawings

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open and self.open[-1][0] not in UNSPOKEN:
            self.texts.append((self.open[-1][1], data.strip()))


def in_wrong_voice(html: str) -> list[str]:
    """Vietnamese that is not said to be. In a window's title the site's name stands beside words of the page."""
    texts = [(language, words.removesuffix(" – Đoàn Số")) for language, words in Spoken(html).texts]
    return [words for language, words in texts if VIETNAMESE.search(words) and language != "vi"]


def voices(html: str, *words: str) -> list[set[str]]:
    """In which languages each of these texts is said."""
    texts = Spoken(html).texts
    return [{language for language, text in texts if text == wanted} for wanted in words]
