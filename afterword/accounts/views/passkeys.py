"""Passkeys and recovery codes: sign in with one, add, name, remove, make new codes."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET, require_http_methods

from afterword.accounts.access import member_of
from afterword.accounts.adapters import FAILED
from afterword.accounts.services.staying import noted
from afterword.accounts.views.signing_in import AsTyped, above
from afterword.audit.actors import Role
from afterword.look.pages import see_other

POSTED = require_http_methods(["GET", "POST"])


class SignInWithPasskey(webauthn.LoginWebAuthnView):  # type: ignore[misc]
    """What a passkey answered. A failure is the sign-in page with its one sentence."""

    def form_invalid(self, form: Form) -> HttpResponse:  # noqa: ARG002
        messages.error(self.request, FAILED)
        return see_other(reverse("account_login"))


class AgainWithPasskey(AsTyped, webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """The passkey once more. A failure is this page again."""

    def form_invalid(self, form: Form) -> HttpResponse:
        answer: HttpResponse = self.render_to_response(
            self.get_context_data() | {"form": form}
        )
        answer.status_code = 422
        return answer


@method_decorator(login_required, name="dispatch")
class Add(AsTyped, webauthn.AddWebAuthnView):  # type: ignore[misc]
    """A passkey that signs in by itself: kept on the device, unlocked by its owner."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.request.method == "POST":
            context["form"] = kwargs["form"]
        options = auth.begin_registration(self.request.user, passwordless=True)
        first = not passkeys_of(self.request).exists()
        shown = {"js_data": {"creation_options": options}, "first": first}
        return context | shown | above(self.request, inside=not first)

    def form_valid(self, form: Form) -> HttpResponse:
        with noted("accounts.passkey_added", member=member_of(self.request)):
            answer: HttpResponse = super().form_valid(form)
        return answer


@method_decorator(login_required, name="dispatch")
class Rename(AsTyped, webauthn.EditWebAuthnView):  # type: ignore[misc]
    """Another name for one's own passkey."""

    inside = True

    def form_valid(self, form: Form) -> HttpResponse:
        with noted("accounts.passkey_renamed", member=member_of(self.request)):
            answer: HttpResponse = super().form_valid(form)
        return answer


@method_decorator(login_required, name="dispatch")
class Remove(AsTyped, webauthn.RemoveWebAuthnView):  # type: ignore[misc]
    """Takes one's own passkey away; the last one stays until there is another."""

    inside = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"last": passkeys_of(self.request).count() == 1}

    def form_valid(self, form: Form) -> HttpResponse:
        member = member_of(self.request)
        if passkeys_of(self.request).count() == 1:
            with noted("accounts.passkey_removed", member=member, outcome="refused"):
                pass
            page = self.render_to_response(self.get_context_data(form=form))
            page.status_code = 422
            return page  # type: ignore[no-any-return]
        with noted("accounts.passkey_removed", member=member):
            answer: HttpResponse = super().form_valid(form)
        return answer


@method_decorator(login_required, name="dispatch")
class Codes(AsTyped, recovery.ViewRecoveryCodesView):  # type: ignore[misc]
    """Shows new recovery codes once."""


@method_decorator(login_required, name="dispatch")
class NewCodes(AsTyped, recovery.GenerateRecoveryCodesView):  # type: ignore[misc]
    """Makes new recovery codes; the old ones stop working."""

    inside = True

    def form_valid(self, form: Form) -> HttpResponse:
        with noted("accounts.recovery_codes_made", member=member_of(self.request)):
            answer: HttpResponse = super().form_valid(form)
        return answer


@require_GET
@login_required
def ways_in(request: HttpRequest) -> HttpResponse:
    """Show by what the person signs in: passkeys, codes left, password."""
    member = member_of(request)
    kept = Authenticator.objects.filter(
        user_id=member.user_id, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return render(
        request,
        "mfa/index.html",
        {
            "email": request.user.email,  # type: ignore[union-attr]
            "passkeys": [
                {
                    "id": one.pk,
                    "name": str(one),
                    "made_on": one.created_at.date(),
                    "used_on": one.last_used_at.date() if one.last_used_at else None,
                }
                for one in passkeys_of(request).order_by("created_at")
            ],
            "codes_left": len(kept.wrap().get_unused_codes()) if kept else 0,
            "is_clinician": Role.CLINICIAN in member.roles,
            **above(request, inside=True),
        },
    )


def passkeys_of(request: HttpRequest) -> QuerySet[Authenticator]:
    """Give the passkeys of the person who is signed in."""
    own: QuerySet[Authenticator] = Authenticator.objects.filter(
        user_id=request.user.pk, type=Authenticator.Type.WEBAUTHN
    )
    return own


sign_in = POSTED(SignInWithPasskey.as_view())
again = POSTED(AgainWithPasskey.as_view())
add = POSTED(Add.as_view())
rename = POSTED(Rename.as_view())
remove = POSTED(Remove.as_view())
codes = require_GET(Codes.as_view())
new_codes = POSTED(NewCodes.as_view())
