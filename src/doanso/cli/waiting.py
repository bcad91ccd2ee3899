import errno
import socket
import subprocess
import time
import urllib.error
import urllib.request

from doanso.cli.errors import Failed


def wait_until_healthy(address: str, *, process: subprocess.Popen[bytes] | None = None, seconds: float = 60) -> None:
    """Until the server at this address answers `/healthz` with 200; Failed when it ends or does not answer in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and (process is None or process.poll() is None):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):  # noqa: S310 our own address
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise Failed(f"The server at {address} does not answer; see the lines above.")


def wait_for_port(address: str, port: int, *, seconds: float = 12) -> None:
    """Failed while another program listens there: two servers on one port would share the visitors between them.

    A server of ours that is just ending gets the time that it needs.
    """
    deadline = time.monotonic() + seconds
    while not _is_free(address, port):
        if time.monotonic() > deadline:
            raise Failed(f"Port {port} of {address} is taken by another program: choose one with DOANSO_PORT.")
        time.sleep(0.5)


def _is_free(address: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that have ended do not count
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise Failed(f"Nobody can listen on {address}:{port}: {error.strerror}.") from None
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
