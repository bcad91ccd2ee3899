"""Files: stored as soon as they arrive, then carried along by a signed reference, so that no failed post loses one."""

import base64
import binascii
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition.model import Field
from doanso.blocks.eforms.kinds.base import Desk, Kind, Raw, Source, clean
from doanso.lib.errors import Refused

_SALT = "doanso.eforms.file"
_DRAWN = "data:image/png;base64,"
LONGEST_DRAWING = 400_000
REF_KEYS = ("token", "name", "size", "type")


def sign(ref: dict[str, Any]) -> str:
    return signing.dumps({key: ref.get(key) for key in REF_KEYS}, salt=_SALT)


def unsign(text: str) -> dict[str, Any] | None:
    """None when we did not sign it."""
    try:
        return signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None


class Files(Kind):
    """A list of references `{"token", "name", "size", "type"}`."""

    def collect(self, f: Field, path: str, source: Source, desk: Desk) -> None:
        dropped = set(source.many(f"{path}.drop"))
        kept = [unsign(text) for text in source.many(f"{path}.kept")[:50]]
        refs = [ref for ref in kept if ref and ref["token"] not in dropped]
        for upload in source.files(path)[:50]:
            ref = self.received(f, path, upload, desk, len(refs))
            if ref:
                refs.append(ref)
        desk.raw[path] = refs

    def received(self, f: Field, path: str, upload: Any, desk: Desk, count: int) -> dict[str, Any] | None:
        """The stored upload's reference; None when it is refused, and the reason at the field."""
        name = clean(str(getattr(upload, "name", "")), 100)
        if f.max_files > 1 and count >= f.max_files:
            desk.wrong(path, _("At most %(most)d files.") % {"most": f.max_files})
            return None
        if getattr(upload, "size", 0) > f.max_mb * 1024 * 1024:
            words = {"name": name, "most": f.max_mb}
            desk.wrong(path, _("“%(name)s” is larger than %(most)d MB.") % words)
            return None
        if desk.store is None:
            desk.wrong(path, _("Files cannot be received here."))
            return None
        try:
            return desk.store(upload, f)
        except Refused as refusal:
            desk.wrong(path, refusal.message)
            return None

    def read(self, f: Field, path: str, desk: Desk) -> list[dict[str, Any]] | None:
        refs = desk.raw.get(path) or []
        if f.max_files == 1 and len(refs) > 1:  # a new single file takes the place of the old one
            refs = desk.raw[path] = refs[-1:]
        if len(refs) > f.max_files:
            desk.wrong(path, _("At most %(most)d files.") % {"most": f.max_files})
        return [dict(ref) for ref in refs] or None

    def spread(self, f: Field, path: str, value: Any, raw: Raw) -> None:
        raw[path] = [unsign(item) if isinstance(item, str) else dict(item) for item in value]

    def misfit(self, f: Field, value: Any) -> str:
        fits = isinstance(value, list) and all(isinstance(item, str) and unsign(item) for item in value)
        return "" if fits else _("Must be a list of file references that this server gave.")

    def show(self, f: Field, value: Any) -> str:
        return "; ".join(str(ref.get("name", "")) for ref in value)

    def schema(self, f: Field) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "minLength": 1}, "maxItems": f.max_files}


class Signature(Files):
    """Drawn or sent as a picture, `{"file": reference}`, or typed, `{"typed": name}`."""

    def collect(self, f: Field, path: str, source: Source, desk: Desk) -> None:
        super().collect(f, path, source, desk)
        desk.raw[f"{path}.typed"] = clean(source.one(f"{path}.typed"), 200)
        drawn = source.one(f"{path}.drawn")
        if drawn:
            self._drawing(f, path, drawn, desk)

    def _drawing(self, f: Field, path: str, drawn: str, desk: Desk) -> None:
        try:
            if not drawn.startswith(_DRAWN) or len(drawn) > LONGEST_DRAWING:
                raise ValueError
            content = base64.b64decode(drawn.removeprefix(_DRAWN), validate=True)
        except (ValueError, binascii.Error):
            desk.wrong(path, _("The drawn signature did not arrive whole: please draw it again."))
            return
        ref = self.received(f, path, SimpleUploadedFile("chu-ky.png", content, "image/png"), desk, 0)
        if ref:
            desk.raw[path] = [ref]

    def read(self, f: Field, path: str, desk: Desk) -> dict[str, Any] | None:
        refs = super().read(f, path, desk)
        if refs:
            return {"file": refs[-1]}
        typed = " ".join(str(desk.raw.get(f"{path}.typed", "")).split())
        if len(typed) > 120:
            desk.wrong(path, _("A name has at most %(most)d characters.") % {"most": 120})
            return None
        return {"typed": typed} if typed else None

    def spread(self, f: Field, path: str, value: Any, raw: Raw) -> None:
        super().spread(f, path, [value["file"]] if "file" in value else [], raw)
        raw[f"{path}.typed"] = value.get("typed", "")

    def misfit(self, f: Field, value: Any) -> str:
        if isinstance(value, dict) and set(value) == {"typed"} and isinstance(value["typed"], str):
            return ""
        if isinstance(value, dict) and set(value) == {"file"}:
            return super().misfit(f, [value["file"]])
        return _("Must be an object with typed, a name, or file, a file reference.")

    def show(self, f: Field, value: Any) -> str:
        return str(value["typed"]) if "typed" in value else super().show(f, [value["file"]])

    def scoped(self, f: Field, value: Any) -> bool:
        return bool(value)

    def schema(self, f: Field) -> dict[str, Any]:
        typed = {"properties": {"typed": {"type": "string", "minLength": 1, "maxLength": 120}}, "required": ["typed"]}
        sent = {"properties": {"file": {"type": "string", "minLength": 1}}, "required": ["file"]}
        return {"type": "object", "oneOf": [{**way, "additionalProperties": False} for way in (typed, sent)]}
