"""Each step by itself: names, words and terms."""

from django.utils.translation import gettext as _

from doanso.blocks.workflow import definition as definitions
from doanso.blocks.workflow import model
from doanso.blocks.workflow.definition import END, REFUSE, Definition, Problem, Step
from doanso.blocks.workflow.linting.findings import Teller

LONGEST_NAME, LONG_NAME, LONGEST_KEY = 300, 120, 40


def check(definition: Definition, tell: Teller) -> None:
    for problem in definitions.problems(definition):
        if problem.code not in {"condition", "assignee"}:  # these are told together with what else is wrong with them
            tell.error(problem.step, problem.code, _advice(problem))
    for step in definition.steps:
        _names(step, tell)
        _leftovers(step, tell)
        if step.kind == "vote":
            _terms(step, tell)
        if step.kind == "branch" and not step.cases:
            text = _("This branch has no condition, so all go the same way. Add a condition or delete the branch.")
            tell.warn(step.key, "no_cases", text)


def _advice(problem: Problem) -> str:
    texts = {
        "twice": _("Another step has the same code “%s”. Delete one of them and add it again."),
        "kind": _("“%s” is no kind of step. Choose one from the list."),
        "action": _("“%s” is no action. Choose among those of the list."),
        "need": _("%s answers are needed, which does not fit the number of those who are asked. Mend one of the two."),
        "dangling": _("It leads to “%s”, which is not there any more. Choose another step or the end."),
    }
    if problem.code == "no_branches":
        return _("Nobody is asked yet. Add at least one seat that gives its opinion.")
    return texts[problem.code] % problem.value


def _names(step: Step, tell: Teller) -> None:
    if not step.name.strip():
        tell.error(step.key, "no_name", _("The step has no name. Write what is done, beginning with a verb."))
    elif len(step.name) > LONGEST_NAME:
        text = _("The name has %(n)d characters, at most %(most)d are possible. Move the details to the note.")
        tell.error(step.key, "long_name", text % {"n": len(step.name), "most": LONGEST_NAME})
    elif len(step.name) > LONG_NAME:
        tell.warn(step.key, "long_name", _("The name is long. A short one can be read on a phone and on the poster."))
    if len(step.key) > LONGEST_KEY or step.key in {END, REFUSE}:
        tell.error(step.key, "bad_key", _("The code “%s” cannot be used. Delete the step and add it again.") % step.key)
    _branches(step, tell)


def _branches(step: Step, tell: Teller) -> None:
    if step.kind != "consult":
        return
    keys = [branch.key for branch in step.branches]
    if len(set(keys)) < len(keys) or any(not key.strip() or len(key) > LONGEST_KEY for key in keys):
        text = _("Two of those who are asked cannot be told apart. Delete one and add it again.")
        tell.error(step.key, "branch_twice", text)
    if any(not branch.name.strip() or len(branch.name) > LONGEST_NAME for branch in step.branches):
        text = _("Somebody is asked without a title, or with one that is too long. Write what they are asked for.")
        tell.error(step.key, "no_name", text)


def _leftovers(step: Step, tell: Teller) -> None:
    """Parts of another kind of step, left when the kind was changed."""
    if step.kind in {"task", "vote"} and step.branches:
        text = _("Only a consultation asks several seats. Make it a consultation or remove those who are asked.")
        tell.error(step.key, "branches_left", text)
    if step.kind != "branch" and step.cases:
        text = _("Conditions are read in branches alone. Make it a branch or remove the conditions.")
        tell.warn(step.key, "cases_left", text)


def _terms(step: Step, tell: Teller) -> None:
    if step.vote.quorum > 1:
        text = _("More must be present than there are members, so the vote can never be closed. Lower the quorum.")
        tell.error(step.key, "quorum", text)
    if not model.can_pass(step):
        text = _("This vote can never pass: all votes together are not enough. Lower the threshold.")
        tell.error(step.key, "threshold", text)
    elif not model.can_fail(step):
        tell.error(step.key, "threshold", _("This vote passes whatever is voted. Raise the threshold, such as 1/2."))
