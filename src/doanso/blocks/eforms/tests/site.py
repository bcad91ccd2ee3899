"""A small server that plays the site: one page, static files, communes; it keeps what is posted."""

import json
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from django.contrib.staticfiles import finders

from doanso.blocks.eforms import engine, places, render
from doanso.blocks.eforms.tests.making import TODAY
from doanso.blocks.eforms.tokens import Ticket
from doanso.ui.middleware import content_security_policy

TYPES = {"js": "text/javascript", "css": "text/css", "woff2": "font/woff2"}
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Thử</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/ui/app.css">
<link rel="stylesheet" href="/static/eforms/form.css"><script type="module" src="/static/eforms/form.js"></script>
</head><body><main class="page"><h1>Thử</h1>{form}</main></body></html>"""


class Desk:
    """Serves one page, static files and communes; keeps what is posted."""

    def __init__(self) -> None:
        self.html = ""
        self.drafts: list[list[tuple[str, str]]] = []
        self.submitted: list[list[tuple[str, str]]] = []
        self.refuse = False

    def show(self, definition, reading=None, **more) -> None:
        reading = reading or engine.start(definition, today=TODAY)
        drawn = render.form(definition, reading, csrf_token="x", ticket=Ticket("tok", "signed"), action="/gui", **more)
        self.html = PAGE.replace("{form}", drawn)


class Handler(BaseHTTPRequestHandler):
    desk: Desk

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path.startswith("/static/"):
            file = finders.find(path.removeprefix("/static/"))
            self._send(Path(file).read_bytes(), TYPES[path.rpartition(".")[2]])
        elif path.startswith("/bieu-mau/dia-ban/"):
            code = path[len("/bieu-mau/dia-ban/") : -len(".json")]
            self._send(json.dumps([place.name for place in places.communes_of(code)]).encode(), "application/json")
        else:
            self._send(self.desk.html.encode(), "text/html; charset=utf-8")

    def do_POST(self):
        pairs = self._pairs()
        if self.path == "/gui":
            self.desk.submitted.append(pairs)
            self._send("<!doctype html><title>Xong</title><h1>Đã nhận</h1>".encode(), "text/html; charset=utf-8")
            return
        if self.desk.refuse:
            self._send(b"", "text/plain", 409)
            return
        self.desk.drafts.append(pairs)
        files = {
            name: [{"kept": "signed-ref", "token": "t", "name": value, "size": 2048}]
            for name, value in pairs
            if value.endswith(".pdf")
        }
        self._send(json.dumps({"saved_at": "09:15", "files": files, "errors": {}}).encode(), "application/json")

    def _pairs(self) -> list[tuple[str, str]]:
        """Names and values; of a file its name."""
        head = f"Content-Type: {self.headers['Content-Type']}\n\n".encode()
        parts = message_from_bytes(head + self.rfile.read(int(self.headers["Content-Length"]))).get_payload()
        found = []
        for part in parts:
            name = part.get_param("name", header="content-disposition")
            found.append((name, part.get_filename() or part.get_payload(decode=True).decode()))
        return found

    def _send(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", content_security_policy())
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        return
