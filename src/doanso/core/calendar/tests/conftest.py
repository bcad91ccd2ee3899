import pytest


@pytest.fixture
def offices(db, now):
    from .factories import offices  # models are there only when Django is

    return offices(now)


@pytest.fixture
def seeded(offices, now):
    """The offices, and the days that every installation starts with."""
    from doanso.core.calendar import services

    services.seed(now=now)
    return offices
