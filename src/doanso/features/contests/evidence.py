"""What raised a doubt, in words, and both sides beside each other."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.features.contests.models import Attempt, Entrant, Flag
from doanso.features.contests.queries import judging, parties
from doanso.ui.formats import vn_number


def in_words(flag: Flag) -> str:
    return _WORDS[flag.kind](flag.evidence)


def sides(flag: Flag) -> list[tuple[Entrant, list[Attempt]]]:
    people = [one for one in (flag.entrant, flag.other) if one is not None]
    return [(one, list(judging.attempts(flag.round, one))) for one in people]


def _device(found: dict[str, Any]) -> str:
    return _("%(count)s entrants joined in the same browser of one device. A family or a class may share a device.") % {
        "count": vn_number(found["count"])
    }


def _network(found: dict[str, Any]) -> str:
    return _(
        "On the same network, the second began %(seconds)s seconds after the first had ended. "
        "%(count)s entrants come from this network."
    ) % {"seconds": vn_number(found["seconds"]), "count": vn_number(found["count"])}


def _answers(found: dict[str, Any]) -> str:
    return _(
        "Of %(common)s questions that both answered wrongly, %(same)s have the same wrong answer. "
        "By chance that happens once in %(once_in)s such pairs."
    ) % {name: vn_number(found[name]) for name in ("common", "same", "once_in")}


def _name(found: dict[str, Any]) -> str:
    return _("%(count)s entrants have the same name and year of birth. Two people may be called the same.") % {
        "count": vn_number(found["count"])
    }


def _speed(found: dict[str, Any]) -> str:
    words = _("The paper took %(seconds)s seconds; reading it alone takes at least %(needed)s, and the score is high.")
    return words % {"seconds": vn_number(found["seconds"]), "needed": vn_number(found["needed"])}


def _contact(found: dict[str, Any]) -> str:
    words = (
        _("%(count)s entrants told the same phone number. A family may share one; one person may have joined twice.")
        if found["what"] == "phone"
        else _("%(count)s entrants told the same e-mail address: one person may have joined twice.")
    )
    return words % {"count": vn_number(found["count"])}


def _phone(found: dict[str, Any]) -> str:
    return _(
        "The log of answers: %(count)s entrants answered from the same network with the same browser, most likely from "
        "one phone or computer."
    ) % {"count": vn_number(found["count"])}


def _audience(found: dict[str, Any]) -> str:
    return _("The contest is for other units; this entrant belongs to %(unit)s.") % {"unit": found["unit"]}


def _party(found: dict[str, Any]) -> str:
    words = "; ".join(str(_HANDS[one]) for one in found["why"])
    return _("This entrant has a hand in the contest: %(words)s. Another person decides.") % {"words": words}


_HANDS = {
    parties.ORGANISES: gettext_lazy("may organise it"),
    parties.JUDGES: gettext_lazy("may judge it"),
    parties.WROTE: gettext_lazy("wrote or reviewed its questions"),
    parties.READS: gettext_lazy("works with the bank of its questions"),
    parties.ACTED: gettext_lazy("has prepared or judged something of it"),
}
_WORDS = {
    Flag.Kind.DEVICE: _device,
    Flag.Kind.NETWORK: _network,
    Flag.Kind.ANSWERS: _answers,
    Flag.Kind.NAME: _name,
    Flag.Kind.SPEED: _speed,
    Flag.Kind.CONTACT: _contact,
    Flag.Kind.PHONE: _phone,
    Flag.Kind.AUDIENCE: _audience,
    Flag.Kind.PARTY: _party,
}
