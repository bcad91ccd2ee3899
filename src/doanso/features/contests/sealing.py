"""Keys of a round lie sealed in the database: a copy of it gives nothing away without the installation's secret."""

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
