"""The ways through the flow: is every step reached, does every way end, and in time?"""

from django.utils.translation import gettext as _

from doanso.blocks.workflow import model
from doanso.blocks.workflow.definition import END, MOST_AUTOMATIC_STEPS, Definition, Step
from doanso.blocks.workflow.linting.findings import Facts, Teller
from doanso.blocks.workflow.model import Ways, counted
from doanso.blocks.workflow.words import minutes_in_words


def check(definition: Definition, graph: Ways, facts: Facts, tell: Teller) -> None:
    for step in definition.steps:
        if step.key not in graph.reached:
            text = _("No way leads to this step. Choose it as the next step of another one, or delete it.")
            tell.error(step.key, "orphan", text)
    _traps(definition, graph, tell)
    _returns(definition, graph, tell)
    _time(definition, graph, facts, tell)


def _traps(definition: Definition, graph: Ways, tell: Teller) -> None:
    for group in graph.treadmills:
        first = _first(definition, group)
        text = _("These steps go round by themselves without end: %s. Put a step done by a person among them.")
        tell.error(first, "treadmill", text % _listed(definition, group))
    if not graph.treadmills and graph.longest_run() > MOST_AUTOMATIC_STEPS:
        text = _("More than %d steps in a row are done by the system. Join some of them.")
        tell.error("", "long_run", text % MOST_AUTOMATIC_STEPS)
    for group in graph.traps:
        if any(not graph.steps[key].automatic for key in group):
            _trap(definition, graph, group, tell)
    if not graph.finishes and not graph.traps and not graph.treadmills and not _dangling(graph):
        text = _("No dossier can be finished: no way leads to the end. Let the last step lead there.")
        tell.error("", "never_ends", text)


def _trap(definition: Definition, graph: Ways, group: list[str], tell: Teller) -> None:
    first = _first(definition, group)
    if len(group) > 1 or first in graph.after(first):
        text = _("Nobody can leave this circle: %s. Let one of the steps lead on or end the dossier.")
        tell.error(first, "endless", text % _listed(definition, group))
    else:
        text = _("A dossier stays here for ever: nothing leads on. Allow “Forward”, and let somebody be able to do it.")
        tell.error(first, "stuck", text)


def _dangling(graph: Ways) -> bool:
    outside = {way.to for key in graph.reached for way in graph.exits[key]} - set(graph.steps)
    return bool(outside - model.ENDS)


def _first(definition: Definition, group: list[str]) -> str:
    return next(step.key for step in definition.steps if step.key in group)


def _listed(definition: Definition, group: list[str]) -> str:
    return ", ".join(f"“{step.name}”" for step in definition.steps if step.key in group)


def _returns(definition: Definition, graph: Ways, tell: Teller) -> None:
    for step in (step for step in definition.steps if step.key in graph.reached):
        if model.returns(step) and not _comes_after_work(graph, step):
            text = _("There is no earlier step to return to. Take the action “Return” away.")
            tell.warn(step.key, "return_nowhere", text)
        elif _only_refuses(graph, step):
            text = _("From here a dossier can only be refused or stopped. Is that meant?")
            tell.warn(step.key, "only_refusal", text)


def _comes_after_work(graph: Ways, step: Step) -> bool:
    """Some step to which work can be returned lies before it on some way."""
    workers = [key for key in graph.reached if key != step.key and graph.steps[key].takes_back]
    return any(step.key in graph.reach(since=graph.after(key)) for key in workers)


def _only_refuses(graph: Ways, step: Step) -> bool:
    ends = graph.reach(since=[step.key])
    out = {way.to for key in ends for way in graph.exits[key] if way.to not in graph.steps}
    back = any(model.returns(graph.steps[key]) for key in ends)
    return model.ends_here(step) and END not in out and not out - model.ENDS and not back


def _time(definition: Definition, graph: Ways, facts: Facts, tell: Teller) -> None:
    if not facts.limit:
        return
    longest, _keys = longest_way(graph)
    if longest > facts.limit:
        text = _("The longest way takes %(sum)s, %(over)s more than the promised %(limit)s. Shorten some of its steps.")
        over = longest - facts.limit
        words = {"sum": longest, "over": over, "limit": facts.limit}
        tell.error("", "over_limit", text % {name: minutes_in_words(value) for name, value in words.items()})
    for step in definition.steps:
        waits = not step.clock or step.minutes or step.assignee.strip() == "nguoi_nop"
        if step.kind in {"task", "vote", "consult"} and not step.automatic and not waits:
            text = _("The procedure promises a time, this step has none. Write how long it may take.")
            tell.warn(step.key, "no_time", text)


def longest_way(graph: Ways) -> tuple[int, list[str]]:
    """Most counted minutes on a way to an end, no circle gone through twice, and the steps of that way."""
    best: dict[str, tuple[int, list[str]]] = {}
    for key in graph.onward.order:
        ways = [best[other] for other in graph.after(key) if (key, other) not in graph.onward.back]
        minutes, rest = max(ways, key=lambda way: way[0], default=(0, []))
        best[key] = (counted(graph.steps[key]) + minutes, [key, *rest])
    return best[graph.first]
