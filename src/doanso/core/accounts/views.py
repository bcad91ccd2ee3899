from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doanso.core.accounts import services
from doanso.core.accounts.forms import LanguageForm


@require_GET
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(initial={"language": request.user.language or translation.get_language()})
    return render(request, "accounts/profile.html", {"person": request.user.person, "form": form})


@require_POST
@login_required
def language(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("language", "")
    services.choose_language(request.user.pk, language=wanted, by=request.user.person, now=timezone.now())
    with translation.override(wanted):
        messages.success(request, _("Your language is kept."))
    response = redirect("accounts:profile")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, wanted, max_age=31_536_000, samesite="Lax", secure=settings.SECURE
    )
    return response


@require_POST
@login_required
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    services.sign_out_everywhere(request.user.pk, by=request.user.person, now=timezone.now())
    request.session.flush()
    messages.success(request, _("You are signed out on every device."))
    return redirect(settings.LOGIN_URL)
