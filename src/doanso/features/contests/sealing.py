"""Keys of a round lie sealed in its own table: whoever reads the tables of contests alone finds none in them.

It does not protect from a copy of the whole database: the bank's questions hold their keys as plain JSON, since authors
and reviewers work with them, and since a bank must outlive the secret of one installation (decision 20).
"""

import base64
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings

from doanso.features.contests.tokens import key


def seal(answer: dict[str, Any]) -> str:
    return _box(settings.SECRET_KEY).encrypt(json.dumps(answer).encode()).decode()


def unseal(sealed: str) -> dict[str, Any]:
    """`cryptography.fernet.InvalidToken` when the secret is another one, or somebody changed the row."""
    return json.loads(_box(settings.SECRET_KEY).decrypt(sealed))


@lru_cache(4)
def _box(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key("contests.sealing", secret)))
