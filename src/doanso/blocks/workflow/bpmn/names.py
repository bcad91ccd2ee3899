"""Namespaces, identifiers and the variables that our conditions speak of."""

import re

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
LINES = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OURS = "urn:doanso:bpmn:1"
PYTHON = "https://docs.python.org/3/reference/expressions.html"

# What whoever runs the diagram sets when a task is done: which action, and where a return or a choice leads.
ACTION, TO = "action", "to"
PASSED, REJECTED = "passed", "rejected"
WAY = "way_"  # and the number of the branch in the table: which of its ways, where no condition can tell
START = {"action": "start"}  # the mark of a start event that is no step
ANSWERED = "nrOfCompletedInstances"

_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,60}")
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def way_of(place: int) -> str:
    return f"{WAY}{place + 1}"


def step_id(key: str, place: int) -> str:
    """An XML name for a step: its key where that is one, else its place. A dot is in no plain key."""
    return f"step_{key}" if _PLAIN.fullmatch(key) else f"step_.{place}"


def shown(text: str) -> str:
    """Text that XML can hold."""
    return _NO_XML.sub(" ", text)


def escaped(json_text: str) -> str:
    """JSON with what XML cannot hold written as \\u escapes."""
    return _NO_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", json_text)
