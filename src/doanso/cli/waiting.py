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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
