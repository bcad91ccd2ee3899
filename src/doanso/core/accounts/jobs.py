from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from doanso.core.accounts import queries, services


@app.task(name="accounts.post", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def post(to: list[str], subject: str, body: str) -> None:
    """An e-mail as it was worded where something happened."""
    EmailMessage(subject, body, to=to).send()


@app.task(name="accounts.write", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def write(user_id: int, about: str, to: str = "") -> None:
    """E-mails the holder of an account in their language; `to`: the address of before, when that has changed.

    A link is made here, so that no table ever holds it.
    """
    user = queries.active_users().filter(pk=user_id).first()
    address = to or (user.email if user else "")
    if user is None or not address:
        return
    context = {"user": user, "site_name": settings.SITE_NAME, "site_url": settings.ADDRESS}
    if about in {"invitation", "password_reset"}:
        context |= {"link": services.password_link(user), "days": settings.PASSWORD_RESET_TIMEOUT // 86_400}
    with translation.override(user.language or settings.LANGUAGE_CODE):
        get_adapter().render_mail(f"accounts/email/{about}", address, context).send()
