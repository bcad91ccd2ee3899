"""What the server's first process becomes once the others run: it waits for them and hands signals on.

It stays small: nothing of ours is imported. Had it kept what was loaded before the others forked, every page that
one of them writes to would be there once more. Run by its path, with their numbers: `python -I -S watch.py PID...`. One
that dies is replaced by a server of one process, which loads everything anew; one that was alone, in this same place.
"""

import os
import signal
import sys
import time

DRAIN_S = 10
STEADY_S = 30  # a replacement that ends sooner, which includes its loading, would not be the last
AGAIN = "again"
SERVER = (sys.executable, "-m", "doanso.config.server", AGAIN)
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Held back, from the start of the server, until they are asked for here."""


def main(running: list[int], *, again: bool) -> int:
    """Until a signal: 0. Until what has been replaced ends at once: 1. Leaves none behind."""
    alone, begun = len(running) == 1, dict.fromkeys(running, time.monotonic() if again else -STEADY_S)
    signal.pthread_sigmask(signal.SIG_BLOCK, {*SIGNALS, signal.SIGCHLD})
    try:
        while True:
            while dead := next(filter(_ended, begun), None):
                _say(f"Process {dead} of the server ended.")
                if time.monotonic() - begun.pop(dead) < STEADY_S:
                    return 1
                if alone:
                    _take_our_place()
                begun[_another()] = time.monotonic()
            if _told():
                return 0
    finally:
        _end(set(begun), DRAIN_S if alone else DRAIN_S + 1)  # replacements end first


def _told() -> bool:
    """Waits for something to happen. Ctrl-C reaches the others, too: that they end, then, is no accident."""
    got = signal.sigtimedwait({*SIGNALS, signal.SIGCHLD}, 5)
    return not {got and got.si_signo, *signal.sigpending()}.isdisjoint(SIGNALS)


def _ended(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG) != (0, 0)
    except ChildProcessError:  # noticed before this program came
        return True


def _take_our_place() -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    os.execv(sys.executable, SERVER)  # noqa: S606 our own program


def _another() -> int:
    return os.posix_spawn(sys.executable, SERVER, os.environ | {"DOANSO_WORKERS": "1"}, setsigmask=[])


def _end(running: set[int], patience: float) -> None:
    """Ask all to finish what they hold, wait, and kill who does not end."""
    for pid in running:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while running and time.monotonic() < deadline:
        time.sleep(0.02)
        running = {pid for pid in running if not _ended(pid)}
    for pid in running:
        os.kill(pid, signal.SIGKILL)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main([int(pid) for pid in sys.argv[1:] if pid != AGAIN], again=AGAIN in sys.argv))
