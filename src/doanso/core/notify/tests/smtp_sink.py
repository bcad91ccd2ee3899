"""A small mail server for tests: it keeps what it accepts, and can be told to misbehave."""

import socketserver
import threading
from email import message_from_bytes
from email.message import Message
from email.policy import default


class Handler(socketserver.StreamRequestHandler):
    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self) -> None:
        self.say("220 sink")
        while line := self.rfile.readline():
            verb = line[:4].upper().decode("ascii", "replace")
            if verb == "QUIT":
                return self.say("221 bye")
            if verb == "DATA":
                if not self.data():
                    return None
            else:
                self.say(self.server.answers.get(verb, "250 ok"))
        return None

    def data(self) -> bool:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.received.append(message_from_bytes(b"".join(lines), policy=default))
        if self.server.hang_up_after_data:
            return False
        self.say("250 kept")
        return True


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.received: list[Message] = []
        self.answers: dict[str, str] = {}
        self.hang_up_after_data = False
        self.port = self.server_address[1]

    def __enter__(self) -> "Sink":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        self.server_close()
