"""The words around a field, and what the script must know of it."""

from html import escape

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from doanso.blocks.eforms import kinds, wording
from doanso.blocks.eforms.definition.model import Field
from doanso.blocks.eforms.render import uploads
from doanso.blocks.eforms.render.view import node
from doanso.ui import languages
from doanso.ui.languages import lang, marked


def optional_mark(f: Field) -> str:
    if f.required or f.computed:
        return ""
    words = escape(_("optional"))
    return f' <span class="optional">({words})</span>'


def label_of(f: Field) -> str:
    return marked(str(f.label)) + optional_mark(f)


def help_of(f: Field) -> list[str]:
    """The form's own words, and what the type demands."""
    parts = [str(f.help)] if f.help else []
    if f.type in {"file", "photo"}:
        accepted = get_text_list([uploads.ACCEPT_WORDS[kind] for kind in f.accept], ", ").replace(" , ", ", ")
        parts.append(_("%(kinds)s; each at most %(most)d MB.") % {"kinds": accepted, "most": f.max_mb})
    return parts


def static_attributes(f: Field) -> str:
    """For the script: what the field is, when it is asked, and what to say when it is left blank or half done."""
    places = f' data-decimals="{f.decimals}"' if f.computed and f.decimals else ""
    return f' data-type="{f.type}"{places}{node("if", f.show_if)}{node("calc", f.computed)}{told(f)}'


def told(f: Field) -> str:
    if f.computed or f.type in {"note", "group", "table"}:
        return ""
    hint = kinds.of(f).hint(f)
    hinted = f' data-hint="{escape(hint)}"' if hint else ""
    if f.required is not True:
        return hinted
    missing = wording.missing(f)
    return f'{hinted} data-missing="{escape(missing)}"{_voice(f, missing)}'


def _voice(f: Field, missing: str) -> str:
    """Which words of what is said are in another language than the page, and in which one."""
    own = next((words for words in (str(f.missing), f.label.plain, str(f.label)) if words and words in missing), "")
    return f' data-said="{escape(own)}" data-voice="{languages.of(own)}"' if lang(own) else ""


def help_block(f: Field) -> str:
    words = " ".join(map(marked, help_of(f)))
    return f'<div class="helptext" id="{{id}}-help">{words}</div>' if words else ""
