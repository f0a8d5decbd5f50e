"""Forms of sign-in, in our words. What they check is allauth's and Django's."""

from __future__ import annotations

import struct
from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePassword
from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticate
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticate
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateCode
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import UnsupportedAlgorithm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from afterword.accounts.models import StaffUser
from afterword.audit.actors import Role

LONGEST_PASSWORD = 256
BROKEN = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)
"""What the readers of passkeys raise on bytes that no passkey would send."""
PASSWORD_HINT = _(
    "At least 12 characters. A few words that you do not use elsewhere are good."
)
ROLE_WORDS = {
    Role.CLINICIAN: _("Clinician: sees own clients, holds endings, reads answers"),
    Role.SUPERVISOR: _(
        "Supervisor: is asked before a contact that needs a second view"
    ),
    Role.ADMINISTRATOR: _("Administrator: people, import, wording; no clinical text"),
    Role.COMPLIANCE: _("Compliance lead: reads the record, settles questions"),
    Role.EXECUTOR: _("Executor: acts when a clinician has died or cannot work"),
}


def _plain(field: forms.Field, label: Any, hint: Any = "") -> None:
    """Give a field of allauth our label, and no placeholder."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):  # type: ignore[misc]
    """An address and a password; the second factor comes after."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], _("E-mail address"))
        _plain(self.fields["password"], _("Password"))
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].max_length = LONGEST_PASSWORD


class ReauthenticateForm(AllauthReauthenticate):  # type: ignore[misc]
    """The password once more, by somebody who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], _("Password"))


class ChangePasswordForm(AllauthChangePassword):  # type: ignore[misc]
    """A new password, typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], _("Password that you use now"))
        _plain(self.fields["password1"], _("New password"), PASSWORD_HINT)
        _plain(self.fields["password2"], _("New password, once more"))


class CodeForm(AllauthAuthenticate):  # type: ignore[misc]
    """A recovery code, where the passkey is not at hand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Recovery code"), _("Each works once."))

    def clean_code(self) -> str:
        self.cleaned_data["code"] = _bare(self.cleaned_data["code"])
        return str(super().clean_code())


class ReauthenticateCodeForm(AllauthReauthenticateCode):  # type: ignore[misc]
    """A recovery code, by somebody who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Recovery code"), _("Each works once."))

    def clean_code(self) -> str:
        self.cleaned_data["code"] = _bare(self.cleaned_data["code"])
        return str(super().clean_code())


class AddPasskeyForm(webauthn.SignupWebAuthnForm):  # type: ignore[misc]
    """A passkey and a name to tell it from others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(
            self.fields["name"],
            _("Name of this passkey"),
            _("So that you can tell several apart: Work laptop, Phone."),
        )
        self.fields["name"].max_length = 60

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = _quietly(super().clean)
        return cleaned


class EditPasskeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["name"], _("Name of this passkey"))
        self.fields["name"].max_length = 60


class SignInPasskeyForm(webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """What a passkey answered, by somebody who is not known yet."""

    def clean_credential(self) -> Authenticator:
        return _quietly(super().clean_credential)


class PasskeyForm(webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """What a passkey answered, after a password."""

    def clean_credential(self) -> Authenticator:
        return _quietly(super().clean_credential)


class ReauthenticatePasskeyForm(webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """What a passkey answered, by somebody who is signed in."""

    def clean_credential(self) -> Authenticator:
        return _quietly(super().clean_credential)


class JoinForm(forms.Form):
    """What somebody behind a link says: a name and a password."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As your colleagues know you."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your name")},
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_HINT,
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password")},
    )
    again = forms.CharField(
        label=_("Password, once more"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Type the password once more")},
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = email

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        name = str(self.cleaned_data.get("name", ""))
        validate_password(password, StaffUser(email=self.address, name=name))
        return password

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        both = {"password", "again"} <= given.keys()
        if both and given["password"] != given["again"]:
            self.add_error("again", _("The two passwords differ. Type both again"))
        return given


class FirstRunForm(JoinForm):
    """The first administrator of an installation also says their address."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Type your e-mail address")},
    )
    sees_clients = forms.TypedChoiceField(
        label=_("Do you see clients here yourself?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you see clients yourself")},
    )
    field_order = ["name", "email", "sees_clients", "password", "again"]


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Type your colleague's name")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("They sign in with it."),
        error_messages={"required": _("Type your colleague's e-mail address")},
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role.value, words) for role, words in ROLE_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role")},
    )


class RolesForm(forms.Form):
    """Which roles somebody holds."""

    roles = InviteForm.base_fields["roles"]


def role_words(role: str) -> str:
    """Name a role in a list of people: its words before the colon."""
    return str(ROLE_WORDS[Role(role)]).partition(":")[0]


def _bare(code: str) -> str:
    """Read a code as people copy it: with spaces or hyphens between its groups."""
    return "".join(code.split()).replace("-", "")


def _quietly(clean: Any) -> Any:
    """Say the one sentence, whatever was wrong with what a passkey answered."""
    try:
        return clean()
    except forms.ValidationError:
        raise get_adapter().validation_error("incorrect_code") from None
    except BROKEN:
        # The bytes come from the network, and their reader trusts their shape.
        raise get_adapter().validation_error("incorrect_code") from None
