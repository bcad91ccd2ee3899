"""Who has left a contest: known by keyed hashes alone of all that they could join with again."""

from django.utils.crypto import salted_hmac

from doanso.core.accounts.models import Person
from doanso.features.contests.models import Contest, Former
from doanso.lib import rows


def digests(contest: Contest, *, identity: str, person: Person | None, phone: str, email: str) -> list[str]:
    """Of the identity, the account, phone and e-mail: the way of joining may be another one next time."""
    phones, emails = {phone}, {email.lower()}
    if person is not None:
        phones, emails = phones | {person.phone}, emails | {person.email.lower()}
    known = {identity} | ({f"person:{person.pk}"} if person else set())
    known |= {f"phone:{one}" for one in phones if one} | {f"email:{one}"[:140] for one in emails if one}
    return [_digest(contest, one) for one in sorted(known)]


def has_left(contest: Contest, *, identity: str, person: Person | None, phone: str, email: str) -> bool:
    wanted = digests(contest, identity=identity, person=person, phone=phone, email=email)
    return bool(rows.select(Former, "contest_id = %s AND digest = ANY(%s) LIMIT 1", contest.pk, wanted))


def _digest(contest: Contest, identity: str) -> str:
    """Nobody can try phone numbers through without the installation's secret, nor compare two contests."""
    return salted_hmac("contests.former", f"{contest.pk}:{identity}", algorithm="sha256").hexdigest()
