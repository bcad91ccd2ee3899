"""What the paper's script says, in the reader's language."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

HINTS = {
    "mot": _("Choose one answer."),
    "nhieu": _("Choose all right answers."),
    "dung_sai": _("True or false?"),
    "sap_xep": _("Put in the right order."),
    "ngan": _("Write a short answer."),
    "so": _("Write a number."),
}
"""What to do with a question of each kind."""

ELSEWHERE = _(
    "Your paper is open on another device, too. The answers of both were put together; please go on with one of them."
)

WORDS: dict[str, Any] = {
    "true": pgettext_lazy("answer", "True"),
    "false": pgettext_lazy("answer", "False"),
    "short": _("Your answer"),
    "number": _("Your answer, as a number"),
    "keepOrder": _("This order is right as it is"),
    "up": _("Move “{text}” up"),
    "down": _("Move “{text}” down"),
    "hints": HINTS,
    "number_of": _("Question {at} of {of}"),
    "question": _("Question {at}"),
    "isAnswered": pgettext_lazy("question", "answered"),
    "isOpen": pgettext_lazy("question", "not answered"),
    "isMarked": pgettext_lazy("question", "marked"),
    "answered": _("{answered} of {of} questions answered"),
    "open": _("{open} questions have no answer yet."),
    "none_open": _("All questions are answered."),
    "minutesLeft": _("{minutes} minutes left."),
    "saved": _("Saved"),
    "elsewhere": ELSEWHERE,
    "offline": _("No network. Your answers are kept on this phone and sent as soon as it is back."),
    "busy": _("Many people come at once. We try again by ourselves in {seconds} seconds; nothing is lost."),
    "offlineSending": _("No network. Keep this page open: your answers go out as soon as it is back."),
    "busySending": _("Many people hand in at once. We go on trying; keep this page open."),
    "ends": {
        "done": [_("Your answers have arrived"), _("The result stands on your page of the round in a moment.")],
        "late": [_("Time is over"), _("What was saved counts: all your answers had arrived in time.")],
        "lateUnsent": [
            _("Time is over"),
            _("What had reached us in time counts. Your last answers came too late, for want of a network."),
        ],
        "closed": [_("This attempt is over"), _("The round is closed, or the answers were handed in before.")],
        "elsewhere": [
            _("Handed in from another device"),
            _("Your paper was handed in there. What you answered here afterwards does not count."),
        ],
        "stale": [_("Please open the page anew"), _("This page is too old. Your answers are kept.")],
    },
}

_ENDS_IN_CLASS = {
    "done": [
        _("Your answers have arrived"),
        _("The result comes to the page of the room when all have finished."),
    ],
    "late": [_("Time is over"), _("All your answers had arrived before. The result stands on the page of the room.")],
    "lateUnsent": [
        _("Time is over"),
        _("What had arrived before counts; your last answer came too late. The result stands on the page of the room."),
    ],
}
IN_CLASS: dict[str, Any] = {**WORDS, "ends": {**WORDS["ends"], **_ENDS_IN_CLASS}}
"""The same for a room in class, where the result comes for all together, and the teacher may end it early."""
