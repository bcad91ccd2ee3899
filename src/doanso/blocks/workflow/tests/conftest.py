import pytest


@pytest.fixture
def org():
    """A commune with its desk, a base unit with its branch, and their people."""
    from tests.support import org as organisation  # apps are there only when Django is

    return organisation.build()
