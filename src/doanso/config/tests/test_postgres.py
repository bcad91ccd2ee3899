import os
import tempfile
from pathlib import Path

import psycopg
import pytest

from doanso.config.postgres import Cluster, PostgresError, installed


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(prefix="doanso-pg-") as path:
        Path(path).chmod(0o711)
        yield Path(path)


@pytest.mark.slow
def test_a_cluster_runs_while_somebody_uses_it_and_keeps_its_data(folder):
    first, second = Cluster(folder / "postgres", throwaway=True), Cluster(folder / "postgres", throwaway=True)
    with first.in_use() as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'Đoàn' AS word")
        with second.in_use() as same:
            assert same == url
        assert first.running(), "the first still uses it"
    assert not first.running()
    assert not first.socket.exists()
    assert first.pid() is None
    with second.in_use() as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("Đoàn",)
        assert connection.info.server_version // 10_000 == max(installed())


@pytest.mark.slow
def test_a_cluster_that_was_never_finished_is_made_again(folder):
    (folder / "postgres/data.new").mkdir(parents=True)
    (folder / "postgres/data.new/PG_VERSION").write_text("1")
    with Cluster(folder / "postgres", throwaway=True).in_use() as url, psycopg.connect(url) as connection:
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_data_of_an_unknown_version_is_left_alone(folder):
    (folder / "data").mkdir()
    (folder / "data/PG_VERSION").write_text("12\n")
    with pytest.raises(PostgresError, match="made by PostgreSQL 12"):
        Cluster(folder).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="about what happens under root")
def test_root_is_told_of_a_closed_parent_and_nothing_is_opened():
    with tempfile.TemporaryDirectory(prefix="doanso-closed-") as closed:
        with pytest.raises(PostgresError, match="is closed to other users"):
            Cluster(Path(closed) / "postgres").start()
        assert Path(closed).stat().st_mode & 0o777 == 0o700
