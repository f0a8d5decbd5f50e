"""Roles change, people leave: at once, written down, never the last administrator."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from afterword import clock
from afterword.accounts import services
from afterword.accounts.errors import (
    LastAdministratorError,
    NotAdministratorError,
    NotHereError,
)
from afterword.accounts.models import (
    Invitation,
    Membership,
    StaffSession,
    StaffUser,
    live_membership,
)
from afterword.audit.actors import Role, operator
from tests import factories
from tests.staff import has_passkey, sign_in


def member_of(actor) -> Membership:
    return Membership.objects.get(user_id=actor.id)


def test_leaving_ends_every_session_at_once(home, administrator):
    """On the phone and on the laptop, the next page is the sign-in."""
    colleague = factories.a_member(home, Role.ADMINISTRATOR)
    laptop, phone = Client(), Client()
    sign_in(laptop, colleague)
    phone.force_login(StaffUser.objects.get(pk=colleague.id))
    before = [browser.get("/desk/practice").status_code for browser in (laptop, phone)]

    ended = services.leave(membership=member_of(colleague).pk, by=administrator)

    assert not StaffSession.objects.filter(user_id=colleague.id).exists()
    after = [browser.get("/desk/practice") for browser in (laptop, phone)]
    assert before == [200, 200]
    assert ended == 2
    assert all(page.headers["Location"].startswith("/staff/login") for page in after)


def test_leaving_takes_every_way_in_away(home, administrator):
    """Passkeys and password go; the person stays in the record."""
    colleague = factories.a_member(home)
    has_passkey(colleague)

    services.leave(membership=member_of(colleague).pk, by=administrator)

    user = StaffUser.objects.get(pk=colleague.id)
    assert live_membership(user) is None
    assert not user.has_usable_password()
    assert not Authenticator.objects.filter(user=user).exists()


def test_a_session_that_survived_shows_nothing_of_somebody_who_left(
    home, administrator
):
    """Even a stolen session row opens no page: the membership is asked each time."""
    colleague = factories.a_member(home, Role.ADMINISTRATOR)
    browser = Client()
    sign_in(browser, colleague)

    Membership.objects.filter(user_id=colleague.id).update(left_at="2026-01-01T00:00Z")

    assert browser.get("/desk/practice").status_code == 404


def test_the_last_administrator_stays_one(administrator):
    """Somebody must be able to look after the practice."""
    own = member_of(administrator).pk

    with pytest.raises(LastAdministratorError):
        services.leave(membership=own, by=administrator)
    with pytest.raises(LastAdministratorError):
        services.change_roles(membership=own, roles=[Role.CLINICIAN], by=administrator)

    assert member_of(administrator).left_at is None
    assert member_of(administrator).roles == ["administrator"]


def test_roles_hold_from_the_next_page_on(home, administrator):
    """What is taken away is not found any more."""
    colleague = factories.a_member(home, Role.ADMINISTRATOR)
    browser = sign_in(Client(), colleague)
    assert browser.get("/desk/practice").status_code == 200

    services.change_roles(
        membership=member_of(colleague).pk, roles=[Role.CLINICIAN], by=administrator
    )

    assert browser.get("/desk/practice").status_code == 404


def test_people_of_another_practice_do_not_exist(elsewhere, administrator):
    """Their roles, their leaving, their ways in are out of reach."""
    theirs = member_of(elsewhere).pk

    for verb in (
        lambda: services.leave(membership=theirs, by=administrator),
        lambda: services.reset(membership=theirs, by=administrator),
        lambda: services.change_roles(
            membership=theirs, roles=[Role.CLINICIAN], by=administrator
        ),
    ):
        with pytest.raises(NotHereError):
            verb()


def test_the_operator_at_the_server_can_help_the_only_administrator(administrator):
    """Where nobody else is left who could make a new link."""
    made = services.reset(
        membership=member_of(administrator).pk, by=operator(administrator.practice)
    )

    assert services.look_at(made.url.rpartition("/")[2]).email == made.email


def verbs(home, by):
    """Give every verb of an administrator as a call by somebody."""
    colleague = member_of(factories.a_member(home)).pk
    link = Invitation.objects.create(
        practice=home,
        token_hash=b"h",
        email="o@a.example",
        made_at=clock.now(),
        expires_at=clock.now(),
    )
    return {
        "accounts.invited": lambda: services.invite(
            email="n@a.example", name="N", roles=[Role.CLINICIAN], by=by
        ),
        "accounts.invitation_called_off": lambda: services.call_off(
            invitation=link.pk, by=by
        ),
        "accounts.reset": lambda: services.reset(membership=colleague, by=by),
        "accounts.roles_changed": lambda: services.change_roles(
            membership=colleague, roles=[Role.EXECUTOR], by=by
        ),
        "accounts.left": lambda: services.leave(membership=colleague, by=by),
    }


NAMES = [
    "accounts.invited",
    "accounts.invitation_called_off",
    "accounts.reset",
    "accounts.roles_changed",
    "accounts.left",
]


@pytest.mark.parametrize("name", NAMES)
def test_every_verb_writes_one_line(home, administrator, events, name):
    """Exactly one, under its own name."""
    verbs(home, administrator)[name]()

    assert [event for event, _ in events()] == [name]


@pytest.mark.parametrize("name", NAMES)
def test_every_refused_verb_writes_one_line(home, events, name):
    """A refusal is written too, with who tried, and changes nothing."""
    clinician = factories.a_member(home)

    with pytest.raises(NotAdministratorError):
        verbs(home, clinician)[name]()

    assert events() == [(name, "refused")]


@pytest.mark.parametrize("name", NAMES)
def test_without_a_record_nothing_happens(home, administrator, monkeypatch, name):
    """If the line cannot be written, the change is undone with it."""
    verb = verbs(home, administrator)[name]
    before = _state()

    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("afterword.audit.services.record", broken)
    with pytest.raises(OSError, match="disk full"):
        verb()

    assert _state() == before


def _state():
    return (
        list(Membership.objects.order_by("pk").values()),
        list(StaffUser.objects.order_by("pk").values()),
        list(Invitation.objects.order_by("pk").values()),
    )
