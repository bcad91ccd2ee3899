"""Calls that begin at the same moment, as people do."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call gives, or the exception that it raises; all begin together, each with a connection of its own."""
    go = threading.Barrier(len(calls))

    def begin(call: Callable[[], Any]) -> Any:
        go.wait(20)
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(60) for future in [pool.submit(begin, call) for call in calls]]
