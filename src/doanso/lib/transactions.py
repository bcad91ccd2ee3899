"""Transactions of services that call each other."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def atomic(service: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """A transaction, or a part of the one that its caller has begun, without a SAVEPOINT of its own.

    Such a part cannot fail alone: who wants to go on after its error puts Django's own `atomic` around the call.
    """

    @wraps(service)
    def inside(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        begun = any(not block._from_testcase for block in connection.atomic_blocks)
        with transaction.atomic(savepoint=not begun):
            return service(*args, **kwargs)

    return inside
