from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from doanso.core.search import queries, services
from doanso.core.search.module import MODULE
from doanso.lib.modules import Module, SearchSource

NOW = datetime(2026, 3, 4, 2, tzinfo=UTC)
ROWS: list[dict] = []


def _documents() -> list[dict]:
    return list(ROWS)


def _even_for_signed_in(user, keys: list[str]) -> set[str]:
    return {key for key in keys if user.is_authenticated and int(key) % 2 == 0}


SAMPLE = Module(
    "sample",
    "Sample",
    search=(
        SearchSource("open", "Mở", _documents, lambda user, keys: set(keys)),
        SearchSource("even", "Chẵn", _documents, _even_for_signed_in),
        SearchSource("inner", "Nội bộ", _documents, lambda user, keys: set(keys), signed_in_only=True),
    ),
)


@pytest.fixture(autouse=True)
def sample(monkeypatch) -> None:
    """Units, people and one module more. Everybody reads "open"; who signed in, even keys of "even" and all "inner"."""
    monkeypatch.setattr(queries, "all_modules", lambda: (MODULE, SAMPLE))
    ROWS.clear()


@pytest.fixture
def put(db) -> Callable[..., None]:
    numbers = iter(range(1, 10_000))

    def put(title: str, body: str = "", source: str = "open", key: str = "", **more) -> None:
        services.put(source, key or str(next(numbers)), title=title, body=body, url="/x/", now=NOW, **more)

    return put
