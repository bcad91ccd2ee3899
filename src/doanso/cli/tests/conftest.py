from collections.abc import Iterator

import pytest


@pytest.fixture
def home() -> Iterator[dict[str, str]]:
    from doanso.cli.tests import installation  # the environment stands first, see the conftest above

    with installation.new_home() as env:
        yield env
