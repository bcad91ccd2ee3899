"""Stub until the Word templates land in this file."""

def check(content: bytes) -> None:
    """Refuses what is not a safe .docx template."""
