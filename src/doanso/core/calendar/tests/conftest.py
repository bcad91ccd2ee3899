import pytest


@pytest.fixture(autouse=True)
def nobody_listens(monkeypatch):
    """The calendar is tested alone: what features do when it changes, they test themselves."""
    from doanso.core.calendar import signals  # apps are there only when Django is

    monkeypatch.setattr(signals.changed, "receivers", [])
    monkeypatch.setattr(signals.preview, "receivers", [])


@pytest.fixture
def offices(db, now):
    from .factories import offices

    return offices(now)


@pytest.fixture
def seeded(offices, now):
    """The offices, and the days that every installation starts with."""
    from doanso.core.calendar import services

    services.seed(now=now)
    return offices
