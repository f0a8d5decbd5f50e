"""Addresses of sign-in for staff. What is not listed here does not exist."""

from __future__ import annotations

from django.urls import path

from afterword.accounts.views import joining, passkeys, signing_in

urlpatterns = [
    path("login", signing_in.sign_in, name="account_login"),
    path("login/passkey", passkeys.sign_in, name="mfa_login_webauthn"),
    path("login/second", signing_in.second_factor, name="mfa_authenticate"),
    path("logout", signing_in.sign_out, name="account_logout"),
    path("again", signing_in.again_password, name="account_reauthenticate"),
    path("again/passkey", passkeys.again, name="mfa_reauthenticate_webauthn"),
    path("again/code", signing_in.again_code, name="mfa_reauthenticate"),
    path("unlocked", signing_in.unlocked, name="account_unlocked"),
    path("account", passkeys.ways_in, name="mfa_index"),
    path("account/on", signing_in.go_on, name="account_go_on"),
    path("account/password", signing_in.password, name="account_change_password"),
    path("account/passkeys", passkeys.ways_in, name="mfa_list_webauthn"),
    path("account/passkeys/add", passkeys.add, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/name", passkeys.rename, name="mfa_edit_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove", passkeys.remove, name="mfa_remove_webauthn"
    ),
    path("account/codes", passkeys.codes, name="mfa_view_recovery_codes"),
    path("account/codes/new", passkeys.new_codes, name="mfa_generate_recovery_codes"),
    path("invitation/<str:token>", joining.invitation, name="account_invitation"),
]
