"""Citizen numbers and phone numbers: cleaned strictly, doubted politely, shown masked."""

import re
import unicodedata
from typing import Literal

from django.utils.translation import gettext as _

_SEPARATORS = re.compile(r"[\s.\-–()\u200b]")
_CCCD = re.compile(r"[0-9]{12}")
_PHONE = re.compile(r"0[35789][0-9]{8}")
_COUNTRY = re.compile(r"^(?:\+|00)?840?(?=[35789][0-9]{8}$)")
_DEMO_PHONE = re.compile(r"0900000[0-9]{3}")
_DOT = "•"


def _compact(text: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))


def clean_cccd(text: str) -> str:
    """The 12 digits. ValueError when there are not 12: there is no check digit, so nothing more can be refused."""
    number = _compact(text)
    if not _CCCD.fullmatch(number):
        raise ValueError
    return number


def cccd_warnings(cccd: str, sex: Literal["M", "F", ""], birth_year: int | None) -> list[str]:
    """What in a clean number does not fit sex and year of birth: for the reader to look at, never to reject."""
    century_and_sex = int(cccd[3])
    year = 1900 + century_and_sex // 2 * 100 + int(cccd[4:6])
    warnings = []
    if sex and sex != "MF"[century_and_sex % 2]:
        stated = _("a man") if century_and_sex % 2 == 0 else _("a woman")
        warnings.append(_("The citizen number is that of %(stated)s; please check the sex.") % {"stated": stated})
    if birth_year is not None and birth_year != year:
        warnings.append(
            _("The citizen number says born in %(year)d, the form says %(given)d; please check.")
            % {"year": year, "given": birth_year}
        )
    return warnings


def clean_phone(text: str) -> str:
    """Ten digits from 03, 05, 07, 08 or 09; +84 becomes 0. ValueError otherwise."""
    number = _COUNTRY.sub("0", _compact(text))
    if not _PHONE.fullmatch(number):
        raise ValueError
    return number


def is_demo_phone(phone: str) -> bool:
    """True for 0900000xxx: invented people, never to be messaged."""
    return bool(_DEMO_PHONE.fullmatch(phone))


def mask_cccd(cccd: str) -> str:
    """The first digit and the last four: enough to compare with a card, and to tell two people apart."""
    return cccd[0] + _DOT * (len(cccd) - 5) + cccd[-4:] if len(cccd) == 12 else _DOT * len(cccd)
