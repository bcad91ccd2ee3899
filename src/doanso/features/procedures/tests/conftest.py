import pytest


@pytest.fixture
def org(db):
    """An office whose one procedure is online."""
    from django.core.cache import cache  # apps are there only when Django is

    from doanso.features.procedures.tests import publicly

    cache.clear()
    return publicly.build()


@pytest.fixture
def made(org):
    """A dossier that a visitor without account handed in: `dossier`, `key` and `address` of the private page."""
    from django.test import Client  # apps are there only when Django is

    from doanso.features.procedures.tests import publicly

    return publicly.apply(Client())
