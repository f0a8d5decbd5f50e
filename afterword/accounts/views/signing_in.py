"""Sign in with a password, sign out, say again who you are. Not: passkeys."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import views as mfa
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from afterword.accounts.access import member_of
from afterword.accounts.models import live_membership
from afterword.accounts.services.staying import noted
from afterword.look.pages import see_other

POSTED = require_http_methods(["GET", "POST"])


class AsTyped:
    """A page of sign-in: it names the practice, and a form that came back is a 422."""

    request: HttpRequest
    inside = False
    """Whether the page belongs to the desk, with its places on top."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | above(self.request, inside=self.inside)

    def form_invalid(self, form: Form) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if answer.status_code == 200:  # noqa: PLR2004
            answer.status_code = 422
        return answer


class SignIn(AsTyped, account.LoginView):  # type: ignore[misc]
    """One page for everybody, with the same words for every failure."""


class SignOut(AsTyped, account.LogoutView):  # type: ignore[misc]
    """Asks on GET, acts on POST."""


class Again(AsTyped, account.ReauthenticateView):  # type: ignore[misc]
    """Asks for the password again."""


class AgainByCode(AsTyped, mfa.ReauthenticateView):  # type: ignore[misc]
    """Asks for a recovery code."""


class SecondFactor(AsTyped, mfa.AuthenticateView):  # type: ignore[misc]
    """After the password: the passkey, or a recovery code."""


@method_decorator(login_required, name="dispatch")
class ChangePassword(AsTyped, account.PasswordChangeView):  # type: ignore[misc]
    """Another password. It is written in the record that it changed."""

    inside = True

    def form_valid(self, form: Form) -> HttpResponse:
        member = member_of(self.request)
        with noted("accounts.password_changed", member=member):
            answer: HttpResponse = super().form_valid(form)
        return answer


@require_GET
@login_required
def go_on(request: HttpRequest) -> HttpResponse:
    """Lead to where a person who just signed in begins."""
    return see_other(get_adapter().get_login_redirect_url(request))


@require_GET
@login_required
def unlocked(request: HttpRequest) -> HttpResponse:
    """Say that the other page can be sent now."""
    return render(request, "account/unlocked.html", above(request))


def locked(request: HttpRequest, *, way_in: str) -> HttpResponseBase:
    """Answer a form that was sent after the page locked: nothing of it is lost."""
    kept: list[tuple[str, Any]] = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    context = {
        **above(request),
        "kept": kept,
        "way_in": way_in,
        "files": bool(request.FILES),
        "notice": _("This page locked after 10 minutes. Nothing was saved yet."),
    }
    return render(request, "account/locked.html", context, status=403)


def above(request: HttpRequest, *, inside: bool = False) -> dict[str, Any]:
    """Name the practice on top of a page, and its places; to a stranger, neither."""
    member = live_membership(request.user)
    return {
        "practice_name": (member.practice.name if member else "") or _("Staff"),
        "roles": member.roles if member and inside else [],
    }


sign_in = POSTED(SignIn.as_view())
sign_out = POSTED(SignOut.as_view())
second_factor = POSTED(SecondFactor.as_view())
again_password = POSTED(Again.as_view())
again_code = POSTED(AgainByCode.as_view())
password = POSTED(ChangePassword.as_view())
