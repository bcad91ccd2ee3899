"""From JSON to a `Definition`: every problem is reported by its path, in words."""

import json
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition import spec
from doanso.blocks.eforms.definition.fields import FieldLoader
from doanso.blocks.eforms.definition.graph import evaluation_order, misused
from doanso.blocks.eforms.definition.model import Check, Definition, Page, Section
from doanso.blocks.eforms.definition.problems import BadDefinition, Problem

MAX_BYTES = 1_000_000


def load(source: Any) -> Definition:
    """Raises BadDefinition with all problems when the JSON is not a form."""
    loader = _Loader()
    definition = loader.form(source)
    if loader.problems:
        raise BadDefinition(loader.problems)
    return definition


def problems_of(source: Any) -> list[Problem]:
    """For an editor: what `load` would complain about."""
    try:
        load(source)
    except BadDefinition as bad:
        return bad.problems
    return []


class _Loader(FieldLoader):
    def form(self, source: Any) -> Definition:
        if len(json.dumps(source, default=str)) > MAX_BYTES:
            self.wrong("", _("The definition is larger than 1 MB."))
            source = {}
        form = self.mapping(source, "", spec.FORM_KEYS)
        pages = tuple(
            self.page(item, f"pages[{number}]")
            for number, item in enumerate(self.items(form.get("pages"), "pages", spec.MAX_PAGES))
        )
        definition = Definition(
            code=self.matching(form.get("code"), "code", spec.CODE),
            title=self.text(form.get("title"), "title", needed=True),
            intro=self.text(form.get("intro"), "intro", most=spec.MAX_TEXT),
            pages=pages,
            checks=self.checks(form.get("checks")),
            order=(),
            anonymous=self.flag(form.get("anonymous", False), "anonymous"),
            offline=self.flag(form.get("offline", False), "offline"),
            source=form,
        )
        self.unique([f.key for page in pages for f in page.fields], _("Two fields have the key “%(key)s”."))
        self.unique(
            [section.key for page in pages for section in page.sections], _("Two sections are called “%(key)s”.")
        )
        return self.linked(definition)

    def page(self, source: Any, path: str) -> Page:
        page = self.mapping(source, path, spec.PAGE_KEYS)
        sections = self.items(page.get("sections"), f"{path}.sections", spec.MAX_SECTIONS)
        return Page(
            key=self.matching(page.get("key"), f"{path}.key", spec.KEY),
            title=self.text(page.get("title"), f"{path}.title"),
            show_if=self.condition(page, path),
            sections=tuple(self.section(item, f"{path}.sections[{n}]") for n, item in enumerate(sections)),
        )

    def section(self, source: Any, path: str) -> Section:
        section = self.mapping(source, path, spec.SECTION_KEYS)
        fields = self.items(section.get("fields"), f"{path}.fields", spec.MAX_FIELDS)
        return Section(
            key=self.matching(section.get("key"), f"{path}.key", spec.KEY),
            title=self.text(section.get("title"), f"{path}.title"),
            help=self.text(section.get("help"), f"{path}.help", most=spec.MAX_TEXT),
            show_if=self.condition(section, path),
            fields=tuple(self.field(item, f"{path}.fields[{n}]") for n, item in enumerate(fields)),
        )

    def checks(self, source: Any) -> tuple[Check, ...]:
        found = []
        for number, item in enumerate(source if isinstance(source, list) else []):
            path = f"checks[{number}]"
            check = self.mapping(item, path, spec.CHECK_KEYS)
            rule = self.expression(check.get("check"), f"{path}.check")
            message = self.text(check.get("message"), f"{path}.message", needed=True)
            if rule:
                found.append(Check(rule, message, self.string(check.get("at"), f"{path}.at", 90)))
        return tuple(found)

    def unique(self, keys: list[str], message: str) -> None:
        for key in sorted({key for key in keys if key and keys.count(key) > 1}):
            self.wrong("pages", message % {"key": key})

    def linked(self, definition: Definition) -> Definition:
        """The definition with its evaluation order; names that do not exist and circles are problems."""
        if self.problems:
            return definition
        if len(definition.fields) > spec.MAX_FIELDS:
            self.wrong("pages", _("At most %(most)d fields in all.") % {"most": spec.MAX_FIELDS})
        for path, what in misused(definition):
            self.wrong(path, what if " " in what else _("There is no field “%(name)s”.") % {"name": what})
        order, circle = evaluation_order(definition)
        if circle:
            self.wrong("pages", _("These fields wait for each other: %(names)s.") % {"names": ", ".join(circle)})
        values = {name: getattr(definition, name) for name in Definition.__dataclass_fields__}
        return Definition(**{**values, "order": order})
