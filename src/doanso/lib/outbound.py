"""Messages to addresses that others have written down: by default never into our own network."""

import ipaddress
import socket
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any

from doanso.lib.later import later

if TYPE_CHECKING:
    import httpx
else:
    httpx = later("httpx")


TRANSLATED = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "::/96")]
"""What ends in an older address: RFC 6052, and RFC 4291 2.5.5.1."""


class Internal(OSError):
    """The address leads into this machine's own network."""


def post(url: str, *, content: bytes, headers: dict[str, str], timeout: float, internal: bool) -> "httpx.Response":
    """One POST, redirects not followed; `timeout` in seconds. Of the answer nothing is read but its head: a receiver
    that never comes to an end holds nobody up. Raises `httpx.HTTPError`,
    `httpx.InvalidURL` or `Internal`.

    Unless `internal` addresses are allowed, the name is looked up once and that very address is called: a name that
    means something else a moment later leads nowhere else.
    """
    given: dict[str, Any] = {"url": url, "headers": headers} if internal else pinned(url, headers)
    with httpx.Client(timeout=timeout) as client, client.stream("POST", content=content, **given) as answer:
        return answer


def pinned(url: str, headers: dict[str, str]) -> dict[str, Any]:
    """The request to the public address behind the name, which stays in the Host header and in the certificate."""
    target = httpx.URL(url)
    address = _public_address(target)
    return {
        "url": target.copy_with(host=address),
        "headers": {**headers, "Host": target.netloc.decode("ascii")},
        "extensions": {"sni_hostname": target.raw_host.decode("ascii")},
    }


def _public_address(target: "httpx.URL") -> str:
    port = target.port or {"http": 80, "https": 443}.get(target.scheme, 0)
    try:
        found = socket.getaddrinfo(target.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as failure:
        raise httpx.ConnectError(str(failure)) from failure
    addresses = [str(address[0]) for *_kind, address in found]
    if not addresses or not all(_is_public(address) for address in addresses):
        raise Internal(f"{target.host} is not a public address")
    return addresses[0]


def _is_public(address: str) -> bool:
    found = _meant(ipaddress.ip_address(address.partition("%")[0]))
    return found.is_global and not found.is_multicast


def _meant(found: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The older address inside a newer one: whoever translates leads there."""
    if isinstance(found, IPv4Address):
        return found
    inside = found.ipv4_mapped or found.sixtofour
    return inside or (IPv4Address(int(found) & 0xFFFFFFFF) if any(found in net for net in TRANSLATED) else found)
