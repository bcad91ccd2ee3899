"""What services say when they refuse. One middleware turns these into messages, so that views hold no try/except."""

from datetime import datetime


class Refused(Exception):
    """The request is understood and not allowed or not possible now; the message is for the person who asked."""

    status = 409

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Forbidden(Refused):
    """It may be possible, but not for this person."""

    status = 403


class TooMany(Refused):
    """A rate limit; `retry_after` in seconds."""

    status = 429

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class AlreadyDone(Refused):
    """Somebody else was first: tells who and when."""

    def __init__(self, message: str, *, who: str, when: datetime) -> None:
        super().__init__(message)
        self.who = who
        self.when = when
