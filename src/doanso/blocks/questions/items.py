"""How a question did where it was asked, in words."""

from django.utils.translation import gettext as _

from doanso.blocks.questions import kinds, queries
from doanso.blocks.questions.models import Trial


def problems(trial: Trial) -> list[str]:
    """What an author should look at; empty when nothing is wrong."""
    found = []
    if trial.asked < queries.ENOUGH:
        return found
    if trial.facility < queries.TOO_HARD:
        found.append(_("Almost nobody answered it rightly. Is the key right? Is the question clear?"))
    if trial.facility > queries.TOO_EASY:
        found.append(_("Almost everybody answered it rightly: it does not tell who knows more."))
    if trial.discrimination is not None and trial.discrimination < queries.BAD_DISCRIMINATION:
        found.append(_("Who did well elsewhere did not do better here. The question may be misleading."))
    if favourite := _wrong_favourite(trial):
        found.append(_("The wrong answer “%(text)s” was chosen more often than the right one.") % {"text": favourite})
    return found


def _wrong_favourite(trial: Trial) -> str:
    question = trial.question
    if question.kind != kinds.ONE or trial.version != question.version:
        return ""
    right = question.answer["right"]
    wrong = {key: number for key, number in trial.choices.items() if key in kinds.keys(question.body) and key != right}
    most = max(wrong, key=lambda key: wrong[key], default="")
    more = bool(most) and wrong[most] > trial.choices.get(right, 0)
    return kinds.in_words(question.kind, question.body, most) if more else ""


def chosen(trial: Trial) -> list[tuple[str, int, float]]:
    """Each answer, how often it was chosen and the share of those asked; only while the options are the same."""
    question = trial.question
    if question.kind not in (kinds.ONE, kinds.MANY) or trial.version != question.version or not trial.asked:
        return []
    counts = [(option, trial.choices.get(option["key"], 0)) for option in question.body["options"]]
    return [(f"{option['key']}. {option['text']}", number, number / trial.asked) for option, number in counts]
