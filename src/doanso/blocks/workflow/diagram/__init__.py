"""A flow as a picture: one column of steps from top to bottom, made on the server, narrow enough for a phone.

Ways that do not lead to the next row run beside the column on the right; returns are dashed on the left.
"""

from collections.abc import Callable, Collection
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from doanso.blocks.workflow.diagram.drawing import draw
from doanso.blocks.workflow.diagram.layout import lay_out
from doanso.blocks.workflow.diagram.measure import safe
from doanso.blocks.workflow.diagram.telling import in_words, marks_of, people_of
from doanso.blocks.workflow.linting import Finding, reading
from doanso.blocks.workflow.linting.findings import Teller

__all__ = ["svg"]


def svg(
    flow: dict[str, Any],
    *,
    current: Collection[str] = (),
    findings: Collection[Finding] = (),
    ident: str = "flow",
    condition: Callable[[str], str] = str,
) -> SafeString:
    """The picture as one element, nothing in it but what is escaped.

    `current`: keys of the steps where a case stands. `ident`: another one for each picture on a page. `condition` puts
    a branch's condition into words.
    """
    definition = reading.read(flow, Teller())
    steps = definition.steps if definition else ()
    people, marks = people_of(steps), marks_of(findings)
    plan = lay_out(steps, people, set(current), marks, condition)
    ident, title, told = safe(ident), _("Diagram of the steps"), in_words(steps, people, current, marks, condition)
    head = (
        f'<svg class="flow" xmlns="http://www.w3.org/2000/svg" role="img" width="{plan.width}" height="{plan.height}"'
        f' viewBox="0 0 {plan.width} {plan.height}" aria-labelledby="{ident}-title {ident}-words">'
        f'<title id="{ident}-title">{safe(title)}</title>'
        f'<desc id="{ident}-words">{safe(told)}</desc>'
    )
    return mark_safe(f"{head}{draw(plan)}</svg>")  # noqa: S308 every text in it is escaped
