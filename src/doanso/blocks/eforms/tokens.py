"""A draft's secret: it stands in the link that its owner keeps; we keep its hash."""

import hashlib
import secrets
from dataclasses import dataclass

from django.core import signing

TOKEN_BYTES = 24
TOKEN_HASH_LENGTH = 64
_SALT = "doanso.eforms.draft"
_DAY = 24 * 3600


def new_token() -> str:
    """192 random bits, safe in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to begin one draft: `token` and, signed, the form version and the subject that it is for.

    It is made without touching the database, so that showing a form writes nothing.
    """

    token: str
    signed: str

    @classmethod
    def new(cls, version_id: int, subject: str = "", *, token: str = "") -> "Ticket":
        token = token or new_token()
        content = {"t": token_hash(token)[:32], "v": version_id, "s": subject}
        return cls(token, signing.dumps(content, salt=_SALT))

    def content(self) -> tuple[int, str] | None:
        """Version and subject; None when it is not ours, not of this token, or older than a day."""
        try:
            found = signing.loads(self.signed, salt=_SALT, max_age=_DAY)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return (found["v"], found["s"]) if found["t"] == token_hash(self.token)[:32] else None
