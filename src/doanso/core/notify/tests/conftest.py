from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest

from doanso.core.notify import queries
from doanso.lib.modules import all_modules

from .sample.module import MODULE
from .smtp_sink import Sink


@pytest.fixture
def sample(settings, monkeypatch) -> None:
    """One module more, which declares three kinds, with their templates."""
    monkeypatch.setattr(queries, "all_modules", lambda: (*all_modules(), MODULE))
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [Path(__file__).parent / "sample/templates"]
    settings.TEMPLATES = templates


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    """A mail server of our own on a free port, and Django talking to it."""
    with Sink() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_TIMEOUT = False, "", 5
        yield server
