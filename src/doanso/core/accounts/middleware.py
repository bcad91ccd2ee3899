from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from doanso.core.accounts.rules import needs_second_factor

FREE = ("/tai-khoan/", "/dang-xuat/", "/i18n/", "/giao-dien/", settings.STATIC_URL)
PROVEN = "second_factor_proven"


def second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Whoever must have a second factor and has none can do nothing but set one up. One look a session."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not _must_set_one_up(request):
            return get_response(request)
        messages.warning(request, _("Your work needs a second factor. Please set one up before you go on."))
        return redirect("mfa_index")

    return middleware if settings.REQUIRE_MFA else get_response


def _must_set_one_up(request: HttpRequest) -> bool:
    if request.path.startswith(FREE) or not request.user.is_authenticated or request.session.get(PROVEN):
        return False
    if needs_second_factor(request.user) and not is_mfa_enabled(request.user, ["totp", "webauthn"]):
        return True
    request.session[PROVEN] = True
    return False
