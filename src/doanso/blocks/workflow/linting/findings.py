"""What the linter is told, and what it tells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from doanso.lib.expressions import Types

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Facts:
    """What the flow itself does not say.

    `limit`: promised working minutes, 0 without a promise. `documents` as the procedure has them: {name, later, ...}.
    `fields`: the kinds of the form's fields, None while there is no form; `choices`: what may be picked in them.
    `result`: the name of what the applicant gets. `unit_known`: the applicant's unit is asked for or found out.
    `vacant`: why nobody can hold a seat, or "".
    """

    limit: int = 0
    documents: tuple[Mapping[str, Any], ...] = ()
    fields: Types | None = None
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    result: str = ""
    unit_known: bool = True
    vacant: Callable[[str], str] = lambda _assignee: ""


@dataclass(frozen=True)
class Finding:
    """`step` is a key, or empty when the flow as a whole is meant."""

    level: Level
    step: str
    code: str
    message: str


class Teller:
    """Collects findings, each once."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def error(self, step: str, code: str, message: str) -> None:
        self._tell(Finding("error", step, code, message))

    def warn(self, step: str, code: str, message: str) -> None:
        self._tell(Finding("warning", step, code, message))

    def _tell(self, finding: Finding) -> None:
        if finding not in self.findings:
            self.findings.append(finding)
