"""What the next page says at its top."""

from typing import Any

from django.contrib.messages.storage.fallback import FallbackStorage


class Storage(FallbackStorage):
    """In the cookie. What waits there to be read is not said twice: who acts in ten tabs would read it ten times, and
    each request until then would carry it.
    """

    def add(self, level: int, message: Any, extra_tags: str = "") -> None:
        text = str(message)
        waiting = () if self.used else (*self._loaded_messages, *self._queued_messages)
        if all((one.level, one.message, one.extra_tags) != (level, text, extra_tags) for one in waiting):
            super().add(level, text if text == message else message, extra_tags)
