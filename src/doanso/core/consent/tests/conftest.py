import pytest

from doanso.core.consent import services


@pytest.fixture(autouse=True)
def _texts(db, now) -> None:
    services.seed(now)
