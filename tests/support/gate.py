"""A door before PostgreSQL that can be shut: what a cut cable, a restart or a machine that hangs are to a server."""

import os
import selectors
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

AS_IF_SILENT, AS_IF_DOWN = "silent", "down"


class Gate:
    """Passes on what comes to its own socket. `folder` is the host that a server is told."""

    def __init__(self, folder: Path, postgres: str) -> None:
        self.folder, self.postgres = folder, postgres
        self.path = folder / Path(postgres).name
        self.shut = ""
        self.pairs: dict[socket.socket, socket.socket] = {}
        self.selector = selectors.DefaultSelector()
        self.stopped = threading.Event()
        self._listen()
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    @contextmanager
    def closed(self, how: str) -> Iterator[None]:
        """Down: every connection breaks and none is made. Silent: all stand, and nothing goes through."""
        self.shut = how
        try:
            yield
        finally:
            self.shut = ""

    def finish(self) -> None:
        self.stopped.set()
        self.thread.join()
        for one in (*self.pairs, self.door):
            one.close()

    def _listen(self) -> None:
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(str(self.path))
        self.path.chmod(0o777)
        self.door.listen(200)
        self.selector.register(self.door, selectors.EVENT_READ)

    def _work(self) -> None:
        while not self.stopped.is_set():
            if self.shut == AS_IF_SILENT:
                self.stopped.wait(0.05)
                continue
            ready = self.selector.select(0.05)
            if self.shut == AS_IF_DOWN:
                for one in list(self.pairs):
                    self._part(one)
            for key, _events in ready:
                self._admit() if key.fileobj is self.door else self._pass_on(key.fileobj)

    def _admit(self) -> None:
        visitor, _address = self.door.accept()
        if self.shut:
            visitor.close()
            return
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.postgres)
        self.pairs |= {visitor: server, server: visitor}
        for one in (visitor, server):
            self.selector.register(one, selectors.EVENT_READ)

    def _pass_on(self, source: socket.socket) -> None:
        part = b""
        with suppress(OSError):
            if source in self.pairs and (part := source.recv(65536)):
                self.pairs[source].sendall(part)
        if not part:
            self._part(source)

    def _part(self, one: socket.socket) -> None:
        for end in (one, self.pairs.get(one, one)):
            if self.pairs.pop(end, None):
                self.selector.unregister(end)
                end.close()


@contextmanager
def before(url: str) -> Iterator[tuple[Gate, str]]:
    """The gate before the PostgreSQL of this address, and the address by way of it."""
    query = parse_qs(urlsplit(url).query)
    host, port = query["host"][0], query.get("port", ["5432"])[0]
    with tempfile.TemporaryDirectory(prefix="doanso-gate-") as folder:
        os.chmod(folder, 0o755)
        gate = Gate(Path(folder), f"{host}/.s.PGSQL.{port}")
        try:
            yield gate, url.replace(f"host={query['host'][0]}", f"host={folder}")
        finally:
            gate.finish()
