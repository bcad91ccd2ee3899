"""What the next page says at its top."""

import json
from functools import lru_cache
from typing import Any

from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage, MessageDecoder, MessagePartGatherSerializer
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.core import signing

from doanso.lib.signed import Words


class Cookie(CookieStorage):
    """Most pages say one of few sentences: each is compressed and signed once, and its signature checked once."""

    def _encode_parts(self, messages: list[str], encode_empty: bool = False) -> str | None:
        return _signed(tuple(messages), self.key_salt) if messages or encode_empty else None

    def _decode(self, data: str | None) -> list[Message] | None:
        try:
            return json.loads(_words(data, self.key_salt), cls=MessageDecoder) if data else None
        except (signing.BadSignature, ValueError):
            return super()._decode(data)


@lru_cache(maxsize=200)
def _signed(parts: tuple[str, ...], salt: str) -> str:
    return signing.get_cookie_signer(salt=salt).sign_object(
        parts, serializer=MessagePartGatherSerializer, compress=True
    )


@lru_cache(maxsize=200)
def _words(cookie: str, salt: str) -> str:
    return signing.get_cookie_signer(salt=salt).unsign_object(cookie, serializer=Words)


class Storage(FallbackStorage):
    """In the cookie. What waits there to be read is not said twice: who acts in ten tabs would read it ten times, and
    each request until then would carry it.
    """

    storage_classes = (Cookie, SessionStorage)

    def add(self, level: int, message: Any, extra_tags: str = "") -> None:
        text = str(message)
        waiting = () if self.used else (*self._loaded_messages, *self._queued_messages)
        if all((one.level, one.message, one.extra_tags) != (level, text, extra_tags) for one in waiting):
            super().add(level, text if text == message else message, extra_tags)
