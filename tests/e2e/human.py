"""Somebody at a screen, at the pace of people: counts the seconds that they would take, by keyboard or by touch."""

from typing import Any

READS, LETTER, TAP, TAB, CHOICE, PASTE = 4.0, 0.3, 1.5, 0.35, 3.0, 6.0
MOST_TABS, MOMENT = 120, 100
# How many times Tab leads from here to there; negative with Shift. A guess: the browser has the last word.
AWAY = """target => {
  const kinds = 'a[href], button, input, select, textarea, summary, iframe, [tabindex="0"]';
  const stops = [...document.querySelectorAll(kinds)]
    .filter(one => one === target || (one.tabIndex >= 0 && !one.disabled && one.checkVisibility()));
  return stops.indexOf(target) - stops.indexOf(document.activeElement);
}"""


class Human:
    """`seconds` passed so far: reading each new page, typing, looking for a button. Machine time comes on top."""

    def __init__(self, page: Any, *, touch: bool) -> None:
        self.page, self.touch, self.seconds, self.acts = page, touch, 0.0, 0
        page.on("framenavigated", lambda frame: self._reads() if frame == page.main_frame else None)

    def _reads(self) -> None:
        self.seconds += READS

    def reach(self, what: Any) -> None:
        """By Tab or Shift+Tab alone, or with a finger; nobody presses before the page stands."""
        self.page.wait_for_load_state()
        self.page.wait_for_timeout(MOMENT)
        self.acts += 1
        if self.touch:
            self.seconds += TAP
            return
        away = what.evaluate(AWAY)
        for _press in range(abs(away) - 3):  # the last few one by one, looking where one is
            self._tab(away)
        for _press in range(MOST_TABS):
            if what.evaluate("target => target === document.activeElement"):
                return
            self._tab(what.evaluate(AWAY))
        raise AssertionError(f"the keyboard does not reach {what}")

    def _tab(self, away: int) -> None:
        self.page.keyboard.press("Tab" if away >= 0 else "Shift+Tab")
        self.seconds += TAB

    def press(self, what: Any) -> None:
        self.reach(what)
        if self.touch:
            what.tap()
        else:
            self.page.keyboard.press("Enter")
            self.seconds += TAP

    def tick(self, what: Any) -> None:
        self.reach(what)
        if what.is_checked():
            return
        if self.touch:
            what.tap()
        else:
            self.page.keyboard.press("Space")
            self.seconds += TAP
        assert what.is_checked()

    def pick(self, radio: Any) -> None:
        """One of a group: a keyboard comes to the group, and goes on by arrows."""
        if self.touch:
            self.press(radio)
            return
        group = self.page.locator(f"input[type=radio][name='{radio.get_attribute('name')}']")
        self.reach(group.locator("visible=true").first)
        for _press in range(group.count()):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
            self.seconds += TAB
        self.page.keyboard.press("Space")
        assert radio.is_checked()

    def type(self, box: Any, text: str) -> None:
        """In place of what stands there."""
        self.reach(box)
        if self.touch:
            box.tap()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)
        self.seconds += LETTER * len(text)

    def paste(self, box: Any, text: str) -> None:
        self.reach(box)
        if self.touch:
            box.tap()
        self.page.keyboard.insert_text(text)
        self.seconds += PASTE

    def choose(self, box: Any, **what: str) -> None:
        self.reach(box)
        box.select_option(**what)
        self.seconds += CHOICE
