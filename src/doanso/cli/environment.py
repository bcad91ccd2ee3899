"""What every command needs around it: settings, a database that runs, and Django."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from doanso.cli.errors import Failed
from doanso.config.paths import data_folder
from doanso.config.postgres import Cluster, PostgresError
from doanso.config.translations import compile_translations


def own_cluster() -> Cluster | None:
    """Our own PostgreSQL in the data folder; None when DATABASE_URL names another."""
    return None if os.environ.get("DATABASE_URL") else Cluster(data_folder() / "postgres")


@contextmanager
def database() -> Iterator[Cluster | None]:
    """A PostgreSQL that runs for as long as the block; stops again if nobody else uses it."""
    cluster = own_cluster()
    try:
        with cluster.in_use() if cluster else nullcontext():
            yield cluster
    except PostgresError as error:
        raise Failed(str(error)) from None


def start_django() -> None:
    compile_translations()
    import django  # settings read the environment, which some commands set first

    django.setup()
