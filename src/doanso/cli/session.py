"""A visitor for benches: keeps the connection and the cookies, and answers with what came over the wire."""

import gzip
import http.client
import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    wire_bytes: int
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def csrf_token(self) -> str:
        found = _TOKEN.search(self.text)
        return found[1] if found else ""


class Session:
    def __init__(self, url: str) -> None:
        self.url = url
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self.cookies: SimpleCookie = SimpleCookie()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, data: dict[str, str] | list[tuple[str, str]]) -> Answer:
        """A form without files; redirects are not followed."""
        return self.send(path, urlencode(data).encode(), "application/x-www-form-urlencoded")

    def send(self, path: str, body: bytes, content_type: str) -> Answer:
        return self._ask("POST", path, body, {"Content-Type": content_type})

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        cookies = "; ".join(f"{name}={morsel.coded_value}" for name, morsel in self.cookies.items())
        headers |= {"Accept-Encoding": "gzip", "Origin": self.url} | ({"Cookie": cookies} if cookies else {})
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        raw = response.read()
        for cookie in response.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        told = {name.lower(): value for name, value in response.headers.items()}
        plain = gzip.decompress(raw) if told.get("content-encoding") == "gzip" else raw
        return Answer(response.status, told, len(raw), plain)
