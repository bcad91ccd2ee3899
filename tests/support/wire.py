"""A network cable before the server that a test pulls out, puts back, or cuts just when an answer comes."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

CHUNK = 65_536


class Wire:
    """`url` leads to the server while `on`. `lose_answer_to` names the address whose next answer never arrives.

    When the browser says `cut_at` the cable is pulled; `swap` changes some bytes of what the server says. `said` counts
    bytes.
    """

    def __init__(self, target: str) -> None:
        self.target = (urlsplit(target).hostname, urlsplit(target).port)
        self.on = True
        self.lose_answer_to = ""
        self.cut_at = b""
        self.said = 0
        self.swap = (b"", b"")  # in answers, of the same length
        self.lost = threading.Event()
        self._doomed: socket.socket | None = None
        self._open: set[socket.socket] = set()
        self._ear = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._ear.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def pull(self) -> None:
        """Nothing passes any more; what is under way breaks off."""
        self.on = False
        for end in list(self._open):
            self._close(end)

    def plug(self) -> None:
        self.on = True

    def end(self) -> None:
        self.pull()
        self._ear.close()

    def _listen(self) -> None:
        with suppress(OSError):  # closed at the end
            while True:
                client, _address = self._ear.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        if not self.on:
            client.close()
            return
        server = socket.create_connection(self.target)
        self._open |= {client, server}
        threading.Thread(target=self._pass, args=(client, server, True), daemon=True).start()
        self._pass(server, client, False)

    def _pass(self, source: socket.socket, sink: socket.socket, asks: bool) -> None:
        with suppress(OSError):
            while part := source.recv(CHUNK):
                self.said += len(part) if asks else 0
                if asks and self.cut_at and self.cut_at in part:
                    self.cut_at = b""
                    self.pull()
                if asks and self.lose_answer_to and self.lose_answer_to.encode() in part:
                    self._doomed, self.lose_answer_to = sink, ""
                if not asks and self._doomed is source:
                    self.lost.set()
                    break
                sink.sendall(part if asks or not self.swap[0] else part.replace(*self.swap))
        self._close(source)
        self._close(sink)

    def _close(self, end: socket.socket) -> None:
        self._open.discard(end)
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
