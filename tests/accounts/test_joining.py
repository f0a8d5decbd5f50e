"""Links by which people get in: once, for seven days, into one practice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from afterword import clock
from afterword.accounts import services
from afterword.accounts.errors import (
    AddressElsewhereError,
    AlreadyHereError,
    AlreadySetUpError,
    LinkEndedError,
    NotAdministratorError,
    NotHereError,
    NotYourselfError,
)
from afterword.accounts.models import Invitation, Membership, StaffSession, StaffUser
from afterword.audit.actors import Role
from tests import factories
from tests.staff import has_passkey

PASSWORD = "seven plain brown pebbles"  # noqa: S105 - of nobody
EMAIL = "new@alder-house.example"


def token_of(url: str) -> str:
    return url.rpartition("/")[2]


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def invited(by, *, email=EMAIL, roles=(Role.CLINICIAN,)) -> str:
    made = services.invite(email=email, name="Nia Example", roles=roles, by=by)
    return made.url


def accept(url: str, **more):
    return services.accept(
        token=token_of(url), name="Nia Example", password=PASSWORD, **more
    )


def later(monkeypatch, by: timedelta) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + by)


def test_a_link_gives_the_roles_that_were_offered_in_one_practice(administrator):
    """The colleague works in the inviting practice, with the offered roles alone."""
    member = accept(invited(administrator, roles=[Role.CLINICIAN, Role.SUPERVISOR]))

    assert member.practice_id == administrator.practice
    assert member.actor().roles == {Role.CLINICIAN, Role.SUPERVISOR}
    assert member.user.email == EMAIL


def test_a_link_works_once(administrator):
    """Whoever comes second, with the same link, is turned away."""
    url = invited(administrator)
    accept(url)

    with pytest.raises(LinkEndedError):
        accept(url)

    assert Membership.objects.filter(user__email=EMAIL).count() == 1


@pytest.mark.parametrize(("days", "works"), [(6, True), (7, False), (8, False)])
def test_a_link_works_for_seven_days(administrator, monkeypatch, days, works):
    """On the day before it ends it works; seven days after it was made it does not."""
    url = invited(administrator)
    later(monkeypatch, timedelta(days=days))

    if works:
        assert accept(url).user.email == EMAIL
    else:
        with pytest.raises(LinkEndedError):
            accept(url)


def test_a_newer_link_for_the_same_address_ends_the_older(administrator):
    """Two links for one person would be one too many."""
    older, newer = invited(administrator), invited(administrator)

    with pytest.raises(LinkEndedError):
        accept(older)

    assert accept(newer).user.email == EMAIL


def test_only_a_hash_of_the_link_is_kept(administrator):
    """Who reads the database cannot use the link."""
    token = token_of(invited(administrator))

    kept = Invitation.objects.get()

    assert token.encode() not in bytes(kept.token_hash)
    assert len(bytes(kept.token_hash)) == 32
    assert len(token) >= 43


def test_a_password_is_kept_as_argon2id(administrator):
    """The password itself is nowhere, and its hash is of the strong kind."""
    member = accept(invited(administrator))

    kept = StaffUser.objects.get(pk=member.user_id).password

    assert kept.startswith("argon2$argon2id$")
    assert PASSWORD not in kept


@pytest.mark.parametrize(
    ("password", "again"),
    [
        ("short", "short"),
        ("qwerty123456", "qwerty123456"),
        (EMAIL, EMAIL),
        (PASSWORD, PASSWORD + "x"),
        ("", ""),
    ],
)
def test_a_weak_or_mistyped_password_comes_back_as_a_form(
    client, administrator, password, again
):
    """Too short, well known, or typed in two ways: the link still works after it."""
    url = invited(administrator)

    answer = client.post(
        path_of(url), {"name": "Nia", "password": password, "again": again}
    )

    assert answer.status_code == 422
    assert services.look_at(token_of(url)).email == EMAIL


def test_the_page_behind_a_link_signs_in_and_leads_to_the_first_passkey(
    client, administrator
):
    """Name and password first; nothing of the desk before there is a passkey."""
    url = invited(administrator)
    shown = client.get(path_of(url))

    answer = client.post(
        path_of(url), {"name": "Nia", "password": PASSWORD, "again": PASSWORD}
    )

    assert EMAIL in shown.content.decode()
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/staff/account/passkeys/add"
    assert client.get("/desk/practice").headers["Location"] == (
        "/staff/account/passkeys/add"
    )


def test_used_old_and_invented_links_show_one_page(client, administrator, monkeypatch):
    """Nobody learns from a link whether it ever was one."""
    used = invited(administrator)
    accept(used)
    old = invited(administrator, email="old@alder-house.example")
    later(monkeypatch, timedelta(days=9))

    pages = [
        client.get(path_of(url))
        for url in (used, old, "https://x/staff/invitation/" + "A" * 43)
    ]

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


def test_a_link_never_takes_over_an_account_in_use(elsewhere, administrator):
    """A stranger's administrator cannot set the password of a colleague of ours."""
    user = StaffUser.objects.get(pk=administrator.id)
    before = user.password

    with pytest.raises(AddressElsewhereError):
        accept(invited(elsewhere, email=user.email))

    user.refresh_from_db()
    assert user.password == before
    assert list(user.memberships.values_list("practice_id", flat=True)) == [
        administrator.practice
    ]


def test_somebody_who_already_works_here_cannot_be_invited_again(home, administrator):
    """The administrator is told, and nothing changes."""
    colleague = factories.a_member(home)

    with pytest.raises(AlreadyHereError):
        invited(administrator, email=StaffUser.objects.get(pk=colleague.id).email)


def test_somebody_who_left_can_come_back_by_a_new_link(home, administrator):
    """Their old passkeys are gone; their record keeps one person."""
    colleague = factories.a_member(home)
    has_passkey(colleague)
    member = Membership.objects.get(user_id=colleague.id)
    services.leave(membership=member.pk, by=administrator)

    again = accept(invited(administrator, email=member.user.email))

    assert again.pk == member.pk
    assert again.left_at is None
    assert not Authenticator.objects.filter(user_id=colleague.id).exists()


@pytest.mark.parametrize(
    "role", [Role.CLINICIAN, Role.SUPERVISOR, Role.COMPLIANCE, Role.EXECUTOR]
)
def test_only_an_administrator_invites(home, role):
    """Every other role is refused."""
    with pytest.raises(NotAdministratorError):
        invited(factories.a_member(home, role))

    assert not Invitation.objects.exists()


def test_a_reset_ends_the_old_ways_in_at_once(client, home, administrator):
    """Passkeys, codes, password and sessions go with it, before the link is used."""
    colleague = factories.a_member(home)
    has_passkey(colleague)
    client.force_login(StaffUser.objects.get(pk=colleague.id))
    member = Membership.objects.get(user_id=colleague.id)

    made = services.reset(membership=member.pk, by=administrator)

    user = StaffUser.objects.get(pk=colleague.id)
    assert not Authenticator.objects.filter(user=user).exists()
    assert not user.has_usable_password()
    assert not StaffSession.objects.filter(user_id=user.pk).exists()
    assert client.get("/desk/").headers["Location"].startswith("/staff/login")
    assert accept(made.url).pk == member.pk
    assert StaffUser.objects.get(pk=colleague.id).check_password(PASSWORD)


def test_nobody_resets_themselves_or_a_stranger(elsewhere, administrator):
    """The first needs a second administrator; the second does not exist for us."""
    own = Membership.objects.get(user_id=administrator.id)
    theirs = Membership.objects.get(user_id=elsewhere.id)

    with pytest.raises(NotYourselfError):
        services.reset(membership=own.pk, by=administrator)
    with pytest.raises(NotHereError):
        services.reset(membership=theirs.pk, by=administrator)


def test_another_practice_cannot_end_our_link(elsewhere, administrator):
    """A link is called off by its own practice alone."""
    url = invited(administrator)
    kept = Invitation.objects.get()

    with pytest.raises(NotHereError):
        services.call_off(invitation=kept.pk, by=elsewhere)
    assert services.look_at(token_of(url)).pk == kept.pk

    services.call_off(invitation=kept.pk, by=administrator)
    with pytest.raises(LinkEndedError):
        services.look_at(token_of(url))


def test_the_first_link_makes_the_first_administrator(db):
    """A new installation has one way in, and it is an administrator's."""
    url = services.first_run_link()

    member = accept(url, email="First@Alder-House.Example")

    assert member.actor().roles == {Role.ADMINISTRATOR}
    assert member.user.email == "first@alder-house.example"
    assert member.practice.set_up_at is None


@pytest.mark.parametrize("sees_clients", [True, False])
def test_the_first_person_may_be_a_clinician_too(db, sees_clients):
    """A solo practice has one person who does both; an invited one cannot choose."""
    first = accept(
        services.first_run_link(), email="a@a.example", sees_clients=sees_clients
    )
    second = accept(
        invited(first.actor(), roles=[Role.EXECUTOR]), sees_clients=sees_clients
    )

    assert (Role.CLINICIAN in first.actor().roles) is sees_clients
    assert second.actor().roles == {Role.EXECUTOR}


def test_asking_for_the_first_link_again_ends_the_one_before(db):
    """Only the newest first link works, and there is one practice all the time."""
    older, newer = services.first_run_link(), services.first_run_link()

    with pytest.raises(LinkEndedError):
        accept(older, email="first@alder-house.example")

    assert accept(newer, email="first@alder-house.example").practice_id


def test_a_set_up_installation_gives_no_first_link(administrator):
    """Where somebody signs in already, the way in is an invitation."""
    with pytest.raises(AlreadySetUpError):
        services.first_run_link()
