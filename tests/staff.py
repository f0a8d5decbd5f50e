"""Sign staff in for tests, as somebody who has a passkey."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.test import Client

from afterword.accounts.models import StaffUser
from afterword.audit.actors import Actor


def has_passkey(actor: Actor) -> None:
    """Give somebody a passkey that looks like one and opens nothing."""
    Authenticator.objects.create(
        user_id=actor.id,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Example device", "credential": {}},
    )


def sign_in(browser: Client, actor: Actor) -> Client:
    """Sign somebody in, with the passkey that every page of the desk asks for."""
    has_passkey(actor)
    browser.force_login(StaffUser.objects.get(pk=actor.id))
    return browser
