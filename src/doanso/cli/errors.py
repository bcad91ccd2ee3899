class Failed(Exception):
    """The command cannot go on; the message says what to do about it."""
