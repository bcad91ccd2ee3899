"""How far each attempt has come, as this process knows: a hint that another phone goes on with it, too.

It costs no statement and a fixed piece of memory, and it may be wrong: an attempt is forgotten when another takes its
place, and other processes know others. Who gets the hint starts again, and the log says what is so.
"""

from array import array

PLACES = 1 << 16  # 0.8 MB
HANDED_IN = 2**32 - 1

Attempt = tuple[int, int, int]
"""Round, entrant, number."""


class Newest:
    def __init__(self) -> None:
        self.names, self.seqs = array("q", bytes(8 * PLACES)), array("I", bytes(4 * PLACES))

    def of(self, attempt: Attempt) -> int:
        """0: not known."""
        name = hash(attempt)
        return self.seqs[name % PLACES] if self.names[name % PLACES] == name else 0

    def passed(self, attempt: Attempt, seq: int) -> bool:
        """Whether something newer is known; else this is the newest from now on."""
        if self.of(attempt) > seq:
            return True
        self.note(attempt, seq)
        return False

    def note(self, attempt: Attempt, seq: int) -> None:
        name = hash(attempt)
        self.names[name % PLACES], self.seqs[name % PLACES] = name, seq
