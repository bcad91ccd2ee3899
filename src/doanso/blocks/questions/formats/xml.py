"""XML of strangers: no entities, no network, no more than a small file can hold."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from doanso.lib.errors import Refused
from doanso.lib.later import later

if TYPE_CHECKING:
    from lxml import etree
else:
    etree = later("lxml.etree")

MOST_BYTES = 30 * 1024 * 1024


def parsed(data: bytes) -> "etree._Element":
    """The root. `Refused` for what is no XML, or declares entities of its own."""
    if len(data) > MOST_BYTES:
        raise Refused(_("This file is larger than a file of questions should be."), field="file")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise Refused(_("This file is damaged and cannot be read."), field="file") from problem
    inside = root.getroottree().docinfo.internalDTD
    if inside is not None and any(True for _entity in inside.iterentities()):
        raise Refused(_("This file declares entities of its own, which no file of questions needs."), field="file")
    return root


def local(element: "etree._Element") -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: "etree._Element", name: str) -> "list[etree._Element]":
    return [child for child in element if local(child) == name]


def child(element: "etree._Element", name: str) -> "etree._Element | None":
    return next(iter(children(element, name)), None)


def within(element: "etree._Element", name: str) -> "list[etree._Element]":
    return [found for found in element.iter() if isinstance(found.tag, str) and local(found) == name]


def text_of(element: "etree._Element | None") -> str:
    return "".join(element.itertext()) if element is not None else ""


def writable(text: str) -> str:
    """Without the characters that XML forbids."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")
