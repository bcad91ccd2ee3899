"""Where an installation keeps its data."""

import os
from pathlib import Path

from doanso.config import env


def data_folder() -> Path:
    """`DOANSO_DATA`, else `var/` here; for root a folder outside every home, so that PostgreSQL's user can reach it."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    default = "/var/lib/doanso" if root else str(Path.cwd() / "var")
    chosen = env.text("DOANSO_DATA", "", help="Folder of the database (when DATABASE_URL is unset), files and secrets.")
    return Path(chosen or default).resolve()
