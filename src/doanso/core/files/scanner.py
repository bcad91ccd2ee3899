"""ClamAV's daemon, spoken to in its own INSTREAM protocol. Optional: settings.CLAMD."""

import logging
import socket
import struct
from typing import BinaryIO

from django.conf import settings

from doanso.core.files.models import Scan

TIMEOUT = 20.0
_PART = 64 * 1024
_logger = logging.getLogger(__name__)


def scan(content: BinaryIO) -> tuple[Scan, str]:
    """The verdict and the threat's name. PENDING when the scanner does not answer or answers nonsense."""
    if not settings.CLAMD:
        return Scan.OFF, ""
    content.seek(0)
    try:
        with _connect() as connection:
            connection.sendall(b"zINSTREAM\0")
            while part := content.read(_PART):
                connection.sendall(struct.pack(">L", len(part)) + part)
            connection.sendall(struct.pack(">L", 0))
            answer = _answer(connection)
    except (OSError, ValueError) as error:
        _logger.warning("The virus scanner at %s does not answer: %s", settings.CLAMD, error)
        return Scan.PENDING, ""
    return _verdict(answer)


def is_up() -> bool:
    """True when the daemon answers PING; also when none is configured, since then nothing waits for it."""
    if not settings.CLAMD:
        return True
    try:
        with _connect() as connection:
            connection.sendall(b"zPING\0")
            return _answer(connection) == "PONG"
    except (OSError, ValueError):
        return False


def _connect() -> socket.socket:
    """ValueError when the setting is neither a path nor host:port."""
    if settings.CLAMD.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(settings.CLAMD)
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=TIMEOUT)


def _answer(connection: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < 4096:
        part = connection.recv(4096)
        if not part:
            break
        received += part
    return received.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(answer: str) -> tuple[Scan, str]:
    if answer == "stream: OK":
        return Scan.CLEAN, ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Scan.INFECTED, answer.removeprefix("stream: ").removesuffix(" FOUND")[:120]
    _logger.warning("The virus scanner answered: %s", answer)  # its size limit, for example
    return Scan.PENDING, ""
