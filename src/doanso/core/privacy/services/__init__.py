"""What is written about looking at people's data, about data whose time is up, and about what people ask for."""

from doanso.core.privacy.services.answering import Ground, correct, erase, open_copy
from doanso.core.privacy.services.clearing import clear, kept_days, remove_old_viewings
from doanso.core.privacy.services.copying import fetch, hand_over, in_words
from doanso.core.privacy.services.looking import listed, reveal, viewed

__all__ = [
    "Ground",
    "clear",
    "correct",
    "erase",
    "fetch",
    "hand_over",
    "in_words",
    "kept_days",
    "listed",
    "open_copy",
    "remove_old_viewings",
    "reveal",
    "viewed",
]
