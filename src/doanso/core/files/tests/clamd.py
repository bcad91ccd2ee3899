"""A stand-in for ClamAV's daemon: a real server that speaks PING and INSTREAM, and knows one virus, EICAR."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from doanso.core.files.tests.samples import EICAR


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = self._command()
        if command == b"zPING":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM":
            content = self._stream()
            found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0" if len(content) > self.server.most else found)

    def _command(self) -> bytes:
        command = b""
        while (byte := self.rfile.read(1)) not in {b"\0", b""}:
            command += byte
        return command

    def _stream(self) -> bytes:
        content = b""
        while size := struct.unpack(">L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        return content


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    most = 1_000_000


class _LocalServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    most = 1_000_000


@contextmanager
def daemon(path: str = "") -> Iterator[str]:
    """What settings.CLAMD must be to reach it."""
    server = _LocalServer(path, _Session) if path else _Server(("127.0.0.1", 0), _Session)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield path or f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def nobody() -> str:
    """An address where nothing listens."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        return f"127.0.0.1:{server.server_address[1]}"
