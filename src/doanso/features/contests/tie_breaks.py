"""What comes before what when scores are equal: the contest names some of these, in the order in which they decide."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

TIE_BREAKS = {
    "time": _("The shorter time"),
    "guess": _("The guess that is closer to the number of those who had everything right"),
    "earliest": _("Who handed in earlier"),
}


def known(names: Sequence[str]) -> list[str]:
    """Those that exist, each once, in the order given."""
    return [name for name in dict.fromkeys(names) if name in TIE_BREAKS]
