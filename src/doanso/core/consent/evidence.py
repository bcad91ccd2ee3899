"""The proof that a consent was given, with no more personal data than a proof needs."""

import hashlib
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from doanso.ui import limits


def of_request(request: HttpRequest, *, form: str = "") -> dict[str, Any]:
    """For `services.give`. `form` says where the box was ticked, with its version: "F-KN v3"."""
    agent = request.headers.get("User-Agent", "")
    return {
        "ip": shortened(limits.client_address(request)),
        "agent": hashlib.sha256(agent.encode()).hexdigest()[:16] if agent else "",
        "language": get_language() or "",
        "form": form,
    }


def shortened(address: str) -> str:
    """The network that an address is in: enough to make a claim plausible, not enough to find a household."""
    if not address:
        return ""
    parsed = ip_address(address)
    bits = 24 if isinstance(parsed, IPv4Address) else 48
    return str(ip_network(f"{parsed}/{bits}", strict=False))
