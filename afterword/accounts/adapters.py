"""How allauth behaves here: nobody signs up, every failure reads the same."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from afterword.accounts.models import StaffUser, live_membership
from afterword.accounts.services.staying import noted
from afterword.audit.actors import Role
from afterword.look.pages import see_other
from afterword.vault import ring, sealing

SEED = ("mfa_authenticator", "data", "seed")

FAILED = _(
    "You are not signed in. Check what you typed, or use your passkey. After 5 tries, "
    "wait 5 minutes."
)
"""What every failure says: a wrong password, an unknown address, somebody who left."""


AGAIN = {
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a recovery code"),
}
"""The ways in which somebody says again who they are, the best first."""


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff are invited; the sign-up page is closed."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        **dict.fromkeys(
            (
                "account_inactive",
                "email_password_mismatch",
                "incorrect_code",
                "invalid_login",
                "too_many_login_attempts",
            ),
            FAILED,
        ),
        "enter_current_password": _("Type the password that you use now"),
        "incorrect_password": _("This is not your password"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def authenticate(
        self, request: HttpRequest, **credentials: Any
    ) -> AbstractBaseUser | None:
        """Know nobody who does not work here now."""
        user = super().authenticate(request, **credentials)
        return user if live_membership(user) else None

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, **rest: Any
    ) -> HttpResponse | None:
        """Turn away somebody who left, also with a passkey, in the same words."""
        if live_membership(user) is None:
            return self.respond_user_inactive(request, user)
        answer: HttpResponse | None = super().pre_login(request, user, **rest)
        return answer

    def post_login(
        self, request: HttpRequest, user: StaffUser, **rest: Any
    ) -> HttpResponse:
        member = live_membership(user)
        if member:
            with noted("accounts.signed_in", member=member, how=_how(request, user)):
                pass
        answer: HttpResponse = super().post_login(request, user, **rest)
        return answer

    def logout(self, request: HttpRequest) -> None:
        member = live_membership(request.user)
        if member:
            with noted("accounts.signed_out", member=member):
                super().logout(request)
        else:
            super().logout(request)

    def respond_user_inactive(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,  # noqa: ARG002
    ) -> HttpResponse:
        messages.error(request, FAILED)
        return see_other(reverse("account_login"))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead to Today; the first administrator to what is left to set up."""
        member = live_membership(request.user)
        if member is None or Role.ADMINISTRATOR not in member.roles:
            return reverse("desk:today")
        is_set_up = member.practice.set_up_at is not None
        return reverse("desk:today" if is_set_up else "desk:setup")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("mfa_index")

    def get_reauthentication_methods(
        self, user: AbstractBaseUser
    ) -> list[dict[str, Any]]:
        """Ask for the passkey first, in our words."""
        found = {one["id"]: one for one in super().get_reauthentication_methods(user)}
        return [
            found[id_] | {"description": words}
            for id_, words in AGAIN.items()
            if id_ in found
        ]


class PasskeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What a passkey says about itself on somebody's device."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": FAILED,
    }

    def encrypt(self, text: str) -> str:
        """Seal the seed of recovery codes with a key that is not in the database."""
        kept = ring.load(settings.KEYS)
        sealed = sealing.seal(kept.wrapping[kept.primary], text.encode(), *SEED)
        return f"{kept.primary}.{base64.b64encode(sealed).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        version, _dot, sealed = encrypted_text.partition(".")
        key = ring.load(settings.KEYS).wrapping[int(version)]
        return sealing.unseal(key, base64.b64decode(sealed), *SEED).decode()

    def generate_authenticator_name(self, user: StaffUser, type: str) -> str:  # noqa: A002
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return str(_("Passkey %(number)s") % {"number": count + 1})

    def get_public_key_credential_user_entity(self, user: StaffUser) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.name or user.email}


def _how(request: HttpRequest, user: StaffUser) -> str:
    """Say by what somebody signed in: a passkey, or a password with a second factor."""
    records = get_authentication_records(request, user)
    used = [str(one.get("type") or one["method"]) for one in records]
    return "+".join(used)
