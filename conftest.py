import os
import tempfile
from pathlib import Path


def pytest_configure() -> None:
    """Tests never touch an installation's data: own folder, own database."""
    os.environ.setdefault("DOANSO_DATA", tempfile.mkdtemp(prefix="doanso-test-", dir="/tmp"))
