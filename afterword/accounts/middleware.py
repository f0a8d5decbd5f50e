"""Staff pages lock after ten idle minutes and ask for a passkey before anything else.

Pages of clients are never touched: they have no sign-in of this kind.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from afterword import clock
from afterword.accounts.views.signing_in import locked
from afterword.look.pages import see_other

IDLE = timedelta(minutes=10)
LONGEST = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
SEEN_AT = "seen_at"


class StaffMiddleware:
    """Stand in front of /desk/ and /staff/; in the demonstration, let through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.DEMO or not request.path.startswith(("/desk/", "/staff/")):
            return self.get_response(request)
        if not request.user.is_authenticated:
            return self.get_response(request)
        answer = _too_long(request) or _idle(request) or _no_passkey(request)
        return answer or self.get_response(request)


def _too_long(request: HttpRequest) -> HttpResponseBase | None:
    """End a session after twelve hours, whatever happened in it."""
    moments = _authenticated_at(request)
    if not moments or _now() - min(moments) <= LONGEST.total_seconds():
        return None
    auth.logout(request)
    return _lead(request, redirect_to_login(_same_page(request)))


def _idle(request: HttpRequest) -> HttpResponseBase | None:
    """Lock after ten idle minutes, until the person says again who they are."""
    now = _now()
    seen_at = float(request.session.get(SEEN_AT, now))
    seen_at = max([seen_at, *_authenticated_at(request)])
    if now - seen_at > IDLE.total_seconds():
        return _lock(request)
    if now - float(request.session.get(SEEN_AT, 0)) > NOTED_EVERY.total_seconds():
        request.session[SEEN_AT] = now
    return None


def _lock(request: HttpRequest) -> HttpResponseBase | None:
    methods = get_adapter().get_reauthentication_methods(request.user)
    open_pages = {reverse("account_logout"), *(one["url"] for one in methods)}
    if request.path in open_pages:
        return None
    if not methods:
        auth.logout(request)
        return _lead(request, redirect_to_login(_same_page(request)))
    if request.method == "POST" and not getattr(request, "htmx", False):
        back = urlencode({"next": reverse("account_unlocked")})
        return locked(request, way_in=f"{methods[0]['url']}?{back}")
    back = urlencode({"next": _same_page(request)})
    return _lead(request, see_other(f"{methods[0]['url']}?{back}"))


def _no_passkey(request: HttpRequest) -> HttpResponseBase | None:
    """Send somebody without a passkey to make one, before any page of the desk."""
    if not request.path.startswith("/desk/"):
        return None
    has_one = Authenticator.objects.filter(
        user_id=request.user.pk, type=Authenticator.Type.WEBAUTHN
    ).exists()
    if has_one:
        return None
    return _lead(request, see_other(reverse("mfa_add_webauthn")))


def _lead(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Lead a whole page on, also where a fragment was asked for."""
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": answer.headers["Location"]})
    return answer


def _same_page(request: HttpRequest) -> str:
    """Give the address to come back to; what was posted is shown from its page."""
    if request.method in {"GET", "HEAD"} and not getattr(request, "htmx", False):
        return request.get_full_path()
    return reverse("desk:today")


def _authenticated_at(request: HttpRequest) -> list[float]:
    records = get_authentication_records(request, request.user)
    return [float(one["at"]) for one in records if "at" in one]


def _now() -> float:
    return clock.unmoved().timestamp()
