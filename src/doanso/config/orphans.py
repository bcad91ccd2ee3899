"""No process goes on when the one that began it has died."""

import ctypes
import signal
import sys

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def die_with_parent() -> None:
    """Called by the child itself: even `kill -9` of its parent ends it, in order."""
    if _LIBC:
        _LIBC.prctl(_DIE_WITH_PARENT, signal.SIGTERM)
