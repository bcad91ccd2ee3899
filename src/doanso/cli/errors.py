class Failed(Exception):
    """The command cannot go on; the message says what to do about it."""


def in_words(error: Exception) -> str | None:
    """What an administrator can do about it; None for what is a fault of the program."""
    if isinstance(error, Failed):
        return str(error)
    from django.core.exceptions import ImproperlyConfigured  # slow to load, and seldom needed
    from django.db import OperationalError, ProgrammingError  # same

    if isinstance(error, OperationalError):
        return f"The database does not answer: look at DATABASE_URL and at the server.\n{str(error).strip()}"
    if isinstance(error, ImproperlyConfigured):
        return f"The settings do not fit: {error}"
    if isinstance(error, ProgrammingError) and type(error.__cause__).__name__ in ("UndefinedTable", "UndefinedColumn"):
        return "The database is empty or of another version: run `doanso migrate`."
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return None
