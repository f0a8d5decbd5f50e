"""The page behind a link: join, come back with new ways in, or set up."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from afterword.accounts import services
from afterword.accounts.errors import AccountsError, LinkEndedError
from afterword.accounts.forms import FirstRunForm, JoinForm
from afterword.accounts.models import Invitation, Membership
from afterword.accounts.services.inviting import Purpose
from afterword.look.pages import see_other, unprocessable

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a name and a password, then lead to the first passkey."""
    try:
        found = services.look_at(token)
    except LinkEndedError:
        return _ended(request)
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            member = services.accept(
                token=token,
                name=given["name"],
                password=given["password"],
                email=given.get("email", ""),
                sees_clients=given.get("sees_clients", False),
            )
        except LinkEndedError:
            return _ended(request)
        except AccountsError as error:
            form.add_error(None, str(error.for_people))
        else:
            _sign_in(request, member)
            return see_other(reverse("mfa_add_webauthn"))
    context = {
        "form": form,
        "purpose": found.purpose,
        "email": found.email,
        "practice_name": found.practice.name or _("Staff"),
    }
    if form.is_bound:
        return unprocessable(request, "account/invitation.html", context)
    return render(request, "account/invitation.html", context)


def _ended(request: HttpRequest) -> HttpResponse:
    context = {"practice_name": _("Staff")}
    return render(request, "account/link_ended.html", context, status=404)


def _form(request: HttpRequest, found: Invitation) -> JoinForm:
    data = request.POST if request.method == "POST" else None
    if found.purpose == Purpose.FIRST_RUN:
        return FirstRunForm(data, email="")
    return JoinForm(data, email=found.email, initial={"name": found.name})


def _sign_in(request: HttpRequest, member: Membership) -> None:
    """Sign the person in as somebody who has just typed their password."""
    if request.user.is_authenticated:
        auth.logout(request)
    auth.login(request, member.user, backend=BACKEND)
    record_authentication(request, member.user, "password", reauthenticated=True)
    request.session.set_expiry(0)
