"""Every test's surroundings: a data folder and a PostgreSQL of its own, nothing of an installation's.

DATABASE_URL names a server to make test databases on; unset, one is started for the session.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

DATA = Path(tempfile.mkdtemp(prefix="doanso-test-"))
os.environ["DOANSO_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "doanso.config.settings"
os.environ["DOANSO_SECRET"] = "only-for-tests-and-long-enough-to-please-every-check"

django.setup()  # now, for pytest reads the conftest of a folder that it is given before anything else sets Django up

pytest_plugins = ["tests.support.fixtures", "tests.support.live", "tests.support.site", "tests.support.browser"]


def pytest_configure(config: pytest.Config) -> None:
    from doanso.config.postgres import Cluster
    from doanso.config.translations import compile_translations

    if compile_translations():
        _read_translations_anew()
    DATA.chmod(0o711)  # under root PostgreSQL's own user passes through
    if not os.environ.get("DATABASE_URL"):
        config.cluster = Cluster(DATA / "postgres", throwaway=True)
        os.environ["DATABASE_URL"] = config.cluster.start()
        os.environ["DOANSO_TEST_TEMPLATES"] = str(DATA / "templates")  # what tests/support/templates.py goes by
    _adapt_settings()
    _flush_past_the_append_only_guard()


def pytest_unconfigure(config: pytest.Config) -> None:
    if cluster := getattr(config, "cluster", None):
        cluster.stop()
    shutil.rmtree(DATA, ignore_errors=True)


def _read_translations_anew() -> None:
    """Django was set up before they were compiled: what it read then, on a fresh clone, were no translations at all."""
    import gettext

    from django.utils.translation import trans_real

    gettext._translations.clear()
    trans_real._translations.clear()
    trans_real._default = None


def _adapt_settings() -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["tests.support.hashers.FastScrypt", *settings.PASSWORD_HASHERS]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")  # nothing is collected here


def _flush_past_the_append_only_guard() -> None:
    """Between two tests even the audit trail is emptied, which its own trigger forbids everywhere else.

    So are the background jobs and other tables that Django does not manage. Only what has rows is emptied, and what
    Django keeps about its models stays: cutting all tables and writing that anew took longer than most tests.
    """
    from django.core.management.commands import flush as command
    from django.db.backends.postgresql.operations import DatabaseOperations

    def flush(self, sql_list: list[str]) -> None:
        plain(self, ["SET LOCAL session_replication_role = replica", EMPTY])

    plain = DatabaseOperations.execute_sql_flush
    DatabaseOperations.execute_sql_flush = flush
    command.emit_post_migrate_signal = lambda *_args, **_more: None


EMPTY = """
DO $$ DECLARE one record; BEGIN
  FOR one IN
    SELECT oid::regclass AS name, pg_relation_size(oid) AS bytes FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
      AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission')
  LOOP
    IF one.bytes > 1000000 THEN EXECUTE format('TRUNCATE %s CASCADE', one.name);
    ELSE EXECUTE format('DELETE FROM %s', one.name);
    END IF;
  END LOOP;
END $$
"""


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """The session's own server goes with all that is in it; a connection that some thread left open hinders nobody."""
    from tests.support import templates

    return templates.shared() or request.config.getvalue("reuse_db")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each worker's database is a copy of one in which every migration has run."""
    from django.db import connection
    from tests.support import templates

    if templates.shared():
        connection.settings_dict["TEST"]["TEMPLATE"] = templates.migrated()


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    """A test that changes the language does not change it for the next."""
    from django.utils import translation

    with translation.override("vi"):
        yield
