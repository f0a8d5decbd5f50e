"""Walk every page of sign-in and practice as everybody: a stranger finds nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from afterword.accounts import services
from afterword.accounts.models import Invitation, Membership
from afterword.audit.actors import Role
from afterword.desk.views import clinicians, measures, practice, setup, staff
from tests import factories
from tests.staff import sign_in

ADMINISTRATOR_ONLY = {
    "practice",
    "practice_measures",
    "practice_measures_accept",
    "practice_naming",
    "practice_test_mail",
    "staff",
    "staff_invite",
    "staff_person",
    "staff_reset",
    "staff_leave",
    "staff_call_off",
    "clinician_add",
    "clinician_leaving",
    "setup",
}
OWN_TOO = {
    "clinician",
    "clinician_away",
    "clinician_change",
    "clinician_response",
    "clinician_state",
}
CLINICIANS = {"clinician_mine"}
PATTERNS = [
    pattern
    for module in (practice, staff, clinicians, measures, setup)
    for pattern in module.urlpatterns
]
NAMES = [pattern.name for pattern in PATTERNS]
WITH_A_ROW = [one.name for one in PATTERNS if one.pattern.converters]


@pytest.fixture
def rows(home, administrator):
    """One row for every kind of identifier in an address."""
    colleague = factories.a_member(home)
    services.invite(
        email="n@a.example", name="N", roles=["clinician"], by=administrator
    )
    return {
        "membership": Membership.objects.get(user_id=colleague.id).pk,
        "invitation": Invitation.objects.get().pk,
        "clinician": factories.a_clinician(home, colleague).pk,
    }


def path_of(name: str, rows) -> str:
    pattern = next(one for one in PATTERNS if one.name == name)
    wanted = pattern.pattern.converters
    return reverse(f"desk:{name}", kwargs={key: rows[key] for key in wanted})


def statuses(browser: Client, path: str) -> set[int]:
    return {browser.get(path).status_code, browser.post(path).status_code}


def test_every_page_is_in_a_list(rows):
    """A new page must be added to one of the lists above, or this fails."""
    assert set(NAMES) == ADMINISTRATOR_ONLY | OWN_TOO | CLINICIANS


@pytest.mark.parametrize("name", NAMES)
def test_nobody_signed_in_is_sent_to_the_sign_in(rows, name):
    """Whatever the address."""
    path = path_of(name, rows)

    for answer in (Client().get(path), Client().post(path)):
        assert answer.status_code in {302, 405}
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/staff/login?next=/desk/")


@pytest.mark.parametrize(
    "role", [Role.CLINICIAN, Role.SUPERVISOR, Role.COMPLIANCE, Role.EXECUTOR]
)
@pytest.mark.parametrize("name", sorted(ADMINISTRATOR_ONLY))
def test_other_roles_find_nothing(home, rows, role, name):
    """The wrong role is told that there is nothing, not that it may not."""
    browser = sign_in(Client(), factories.a_member(home, role))

    assert statuses(browser, path_of(name, rows)) <= {404, 405}


@pytest.mark.parametrize("name", sorted(OWN_TOO))
def test_a_colleague_does_not_find_another_clinicians_page(home, rows, name):
    """A clinician has their own page and nobody else's."""
    browser = sign_in(Client(), factories.a_member(home, Role.CLINICIAN))

    assert statuses(browser, path_of(name, rows)) <= {404, 405}


@pytest.mark.parametrize("name", WITH_A_ROW)
def test_another_practice_finds_nothing(elsewhere, rows, name):
    """Its administrator is nobody here."""
    browser = sign_in(Client(), elsewhere)
    before = list(Membership.objects.order_by("pk").values())

    answers = statuses(browser, path_of(name, rows))

    assert answers <= {404, 405}
    assert list(Membership.objects.order_by("pk").values()) == before
    assert Invitation.objects.get(pk=rows["invitation"]).used_at is None


@pytest.mark.parametrize("name", WITH_A_ROW)
def test_an_invented_row_is_not_found(desk, name):
    """Nothing tells an unknown identifier from a stranger's."""
    nobody = dict.fromkeys(("membership", "invitation", "clinician"), uuid4())

    assert statuses(desk, path_of(name, nobody)) <= {404, 405}


def test_the_administrator_opens_every_page(desk, rows):
    """Each answers, none breaks."""
    for name in sorted(ADMINISTRATOR_ONLY | OWN_TOO):
        answer = desk.get(path_of(name, rows))
        assert answer.status_code in {200, 405}, name


def test_staff_pages_are_the_listed_ones():
    """No route of the sign-in library is open that nobody asked for."""
    resolver = get_resolver()
    found = {
        str(key)
        for key in resolver.reverse_dict
        if isinstance(key, str)
        and key.startswith(("account_", "mfa_", "socialaccount"))
    }

    assert found == {
        "account_change_password",
        "account_go_on",
        "account_invitation",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_unlocked",
        "mfa_add_webauthn",
        "mfa_authenticate",
        "mfa_edit_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_login_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
    }
