import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from doanso.lib import outbound
from doanso.lib.outbound import Internal, pinned, post

BODY = {"content": b"{}", "headers": {}, "timeout": 2.0}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::10.1.2.3]",  # of a translator
        "[2002:a9fe:a9fe::]",  # of a tunnel to 169.254.169.254
        "[ff02::1]",
        "224.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "127.1",
        "0x7f.1",
    ],
)
def test_addresses_of_our_own_network_are_not_called(host):
    with pytest.raises(Internal):
        post(f"http://{host}:9/x", internal=False, **BODY)


def test_the_address_that_was_checked_is_the_one_that_is_called():
    asked = pinned("https://8.8.8.8:8443/nhan?a=1", {"X": "y"})

    assert (str(asked["url"]), asked["headers"]) == (
        "https://8.8.8.8:8443/nhan?a=1",
        {"X": "y", "Host": "8.8.8.8:8443"},
    )
    assert asked["extensions"] == {"sni_hostname": "8.8.8.8"}


def test_a_name_that_nobody_has_fails_like_a_server_that_is_away():
    with pytest.raises(httpx.ConnectError):
        post("http://khong-co.invalid/", internal=False, **BODY)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.got = (
            self.headers["Host"],
            self.headers["X"],
            self.rfile.read(int(self.headers["Content-Length"])),
        )
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.mark.parametrize("internal", [False, True])
def test_a_message_arrives_under_the_name_that_was_written_down(internal, monkeypatch):
    """No public address can be called from a test: here the local one passes for one."""
    monkeypatch.setattr(outbound, "_is_public", lambda address: True)
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        name = f"localhost:{server.server_port}"
        answer = post(f"http://{name}/nhan", content=b"{}", headers={"X": "y"}, timeout=5.0, internal=internal)

    assert (answer.status_code, server.got) == (200, (name, "y", b"{}"))


class Endless(Receiver):
    def do_POST(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.server.answered.wait(10)


def test_a_receiver_that_never_ends_its_answer_holds_nobody_up():
    with HTTPServer(("127.0.0.1", 0), Endless) as server:
        server.answered = threading.Event()
        threading.Thread(target=server.handle_request, daemon=True).start()
        try:
            answer = post(
                f"http://127.0.0.1:{server.server_port}/", content=b"", headers={}, timeout=1.0, internal=True
            )
        finally:
            server.answered.set()

    assert answer.is_success
