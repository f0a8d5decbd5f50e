"""Sign in, and stay signed in: one answer to every failure, locked when idle."""

from __future__ import annotations

import base64
import json
import re
from datetime import timedelta

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory

from afterword import clock
from afterword.accounts import services
from afterword.accounts.adapters import PasskeyAdapter
from afterword.accounts.models import Membership, StaffSession, StaffUser
from afterword.audit.actors import Role
from tests import factories
from tests.staff import has_passkey, sign_in

PASSWORD = "seven plain brown pebbles"  # noqa: S105 - of nobody
LOGIN = "/staff/login"
RANDOM = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture(autouse=True)
def _no_attempts(db):
    cache.clear()


def with_password(actor) -> StaffUser:
    user = StaffUser.objects.get(pk=actor.id)
    user.set_password(PASSWORD)
    user.save()
    return user


def tries(email: str, password: str, *, browser: Client | None = None):
    browser = browser or Client()
    answer = browser.post(LOGIN, {"login": email, "password": password})
    page = answer.content.decode().replace(email, "ADDRESS")
    told = answer.headers.items()
    headers = {k: v for k, v in told if k not in {"Content-Length", "Expires"}}
    return answer.status_code, RANDOM.sub("", page), headers


def left(home, administrator) -> StaffUser:
    colleague = factories.a_member(home)
    user = with_password(colleague)
    member = Membership.objects.get(user=user)
    services.leave(membership=member.pk, by=administrator)
    return with_password(colleague)


def test_every_failure_looks_the_same(home, administrator):
    """A wrong password, an unknown address and somebody who left get one page."""
    known = with_password(administrator)
    gone = left(home, administrator)

    wrong = tries(known.email, "wrong password here")
    unknown = tries("nobody@alder-house.example", PASSWORD)
    former = tries(gone.email, PASSWORD)

    assert wrong[0] == 422
    assert wrong == unknown == former


def test_too_many_tries_look_the_same_and_hold_the_right_password_back(administrator):
    """After five tries an address waits, whether it is known or not, in equal words."""
    known = with_password(administrator)
    first = tries(known.email, "wrong password here")

    for _ in range(4):
        tries(known.email, "wrong password here")
        tries("nobody@alder-house.example", "wrong password here")
    tries("nobody@alder-house.example", "wrong password here")
    held = tries(known.email, PASSWORD)
    unknown = tries("nobody@alder-house.example", PASSWORD)

    assert held == unknown == first


def test_counts_of_attempts_name_nobody(administrator):
    """What is kept to count attempts holds neither an address nor a network address."""
    known = with_password(administrator)
    tries(known.email, "wrong password here")

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM accounts_attempts")
        keys = [row[0] for row in cursor.fetchall()]

    assert keys
    assert all(re.fullmatch(r"[0-9a-f]{64}", key) for key in keys)


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "null",
        "[]",
        "{}",
        '"x"',
        "not json",
        '{"id": "x", "rawId": "x", "response": 3, "type": "public-key"}',
        json.dumps(
            {
                "id": "AAAA",
                "rawId": "AAAA",
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {
                    "clientDataJSON": "AAAA",
                    "authenticatorData": "A" * 60,
                    "signature": "AAAA",
                    "userHandle": "AAAA",
                },
            }
        ),
        json.dumps(
            {
                "id": "AAAA",
                "rawId": "AAAA",
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {
                    "clientDataJSON": "e30",
                    "authenticatorData": "A" * 60,
                    "signature": "AAAA",
                    "userHandle": "bm90LWEtdXVpZA",
                },
            }
        ),
    ],
)
def test_a_passkey_that_makes_no_sense_is_the_sign_in_page_again(
    client, db, credential
):
    """Whatever the network sends in place of a passkey's answer, one page follows."""
    answer = client.post("/staff/login/passkey", {"credential": credential})
    page = client.get(LOGIN).content.decode()

    assert answer.status_code == 303
    assert answer.headers["Location"] == LOGIN
    assert "You are not signed in." in page
    assert "UUID" not in page


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "signup",
        "password/reset/",
        "password/set/",
        "email/",
        "confirm-email/",
        "login/code/",
        "inactive/",
        "2fa/totp/activate/",
        "2fa/",
        "3rdparty/",
        "account/codes/download/",
        "social/signup/",
    ],
)
def test_what_is_not_needed_does_not_exist(client, administrator, path):
    """Nobody signs up, links an account, or resets a password by mail."""
    assert client.get(f"/staff/{path}").status_code == 404
    sign_in(client, administrator)
    assert client.get(f"/staff/{path}").status_code == 404


def test_no_page_offers_to_sign_up(client, db):
    """The closed door is not even painted on the wall."""
    page = client.get(LOGIN).content.decode().lower()

    assert "sign up" not in page
    assert "signup" not in page
    assert "forgot" not in page


def test_the_right_password_asks_for_the_second_step(client, administrator):
    """A password alone opens nothing for somebody who has a passkey."""
    user = with_password(administrator)
    has_passkey(administrator)

    answer = client.post(LOGIN, {"login": user.email, "password": PASSWORD})

    assert answer.headers["Location"] == "/staff/login/second"
    assert client.get("/desk/practice").headers["Location"].startswith(LOGIN)


def test_signing_in_is_written_in_the_record(client, administrator, events):
    """Who came in, when, and by what."""
    user = with_password(administrator)

    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    client.post("/staff/logout")

    assert events() == [("accounts.signed_in", "done"), ("accounts.signed_out", "done")]


def test_without_a_passkey_every_page_of_the_desk_leads_to_making_one(
    client, administrator
):
    """A password is enough to make the first passkey and for nothing else."""
    user = with_password(administrator)
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})

    for path in ("/desk/", "/desk/practice", "/desk/practice/staff/invite"):
        answer = client.get(path)
        assert answer.status_code == 303, path
        assert answer.headers["Location"] == "/staff/account/passkeys/add"


def test_the_demonstration_asks_for_no_passkey(client, administrator, settings):
    """Its personas sign in by a button."""
    settings.DEMO = True
    client.force_login(StaffUser.objects.get(pk=administrator.id))

    assert client.get("/desk/practice").status_code == 200


def idle(monkeypatch, minutes: int) -> None:
    moved = clock.now() + timedelta(minutes=minutes)
    for name in ("now", "unmoved"):
        monkeypatch.setattr(clock, name, lambda: moved, raising=False)


@pytest.mark.parametrize(("minutes", "status"), [(9, 200), (11, 303)])
def test_a_page_locks_after_ten_idle_minutes(desk, monkeypatch, minutes, status):
    """Nine minutes are fine; after eleven it asks whether it is still you."""
    desk.get("/desk/practice/staff?x=1")
    idle(monkeypatch, minutes)

    answer = desk.get("/desk/practice/staff?x=1")

    assert answer.status_code == status
    if status == 303:
        assert answer.headers["Location"].startswith("/staff/again")
        assert "next=%2Fdesk%2Fpractice%2Fstaff%3Fx%3D1" in answer.headers["Location"]


def test_what_was_typed_before_the_lock_is_still_there(
    desk, administrator, monkeypatch, events
):
    """The form comes back whole, nothing is saved; once unlocked it can be sent."""
    user = with_password(administrator)
    desk.force_login(user)
    desk.get("/desk/practice/staff")
    typed = {"name": "Nia\r\nExample <b>", "email": "n@a.example", "roles": "clinician"}
    idle(monkeypatch, 11)

    held = desk.post("/desk/practice/staff/invite", typed)

    page = held.content.decode()
    assert held.status_code == 403
    assert 'name="email" value="n@a.example"' in page
    assert "Nia\r\nExample &lt;b&gt;" in page
    assert ("accounts.invited", "done") not in events()

    monkeypatch.setattr("time.time", lambda: clock.now().timestamp())
    unlocked = desk.post(
        "/staff/again?next=/staff/unlocked", {"password": PASSWORD}, follow=True
    )
    assert unlocked.redirect_chain[-1][0] == "/staff/unlocked"
    assert desk.post("/desk/practice/staff/invite", typed).status_code == 201


def test_a_locked_page_opens_nothing_by_itself(desk, monkeypatch):
    """Trying again does not count as being there."""
    desk.get("/desk/practice")
    idle(monkeypatch, 11)

    assert [desk.get("/desk/practice").status_code for _ in range(3)] == [303] * 3


def test_a_fragment_asked_for_after_the_lock_leads_the_whole_page(desk, monkeypatch):
    """A script that asks for a piece of a page is sent to the lock as well."""
    desk.get("/desk/practice")
    idle(monkeypatch, 11)

    answer = desk.get("/desk/practice", headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"].startswith("/staff/again")


def test_twelve_hours_are_the_longest_session(client, administrator, monkeypatch):
    """However busy somebody is, the next morning begins with a sign-in."""
    user = with_password(administrator)
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    idle(monkeypatch, 12 * 60 + 1)

    answer = client.get("/desk/practice")

    assert answer.headers["Location"].startswith(LOGIN)


def test_pages_of_clients_have_no_staff_cookie_and_never_lock(desk, monkeypatch):
    """Staff sign-in ends at the desk: elsewhere it sets and asks nothing."""
    desk.get("/desk/practice")
    idle(monkeypatch, 60)

    answer = desk.get("/a-page-for-clients")

    assert answer.status_code == 404
    assert "desk" not in answer.cookies


def test_sessions_of_staff_know_whose_they_are(desk, administrator):
    """So that all of a person's can be ended at once."""
    assert StaffSession.objects.get().user_id == administrator.id


def test_signing_in_leads_the_first_administrator_to_the_set_up(client, db):
    """Until the practice is set up, that is where its administrator begins."""
    unfinished = factories.a_practice()
    actor = factories.a_member(unfinished, Role.ADMINISTRATOR)
    sign_in(client, actor)

    assert client.get("/staff/account/on").headers["Location"] == "/desk/set-up"


def again(browser: Client, user: StaffUser) -> None:
    """Say again who one is, as pages about ways in ask."""
    browser.force_login(user)
    browser.post("/staff/again", {"password": PASSWORD})


def test_recovery_codes_cannot_be_made_from_the_database(administrator):
    """Their seed is sealed with a key that is not beside it; each works once."""
    user = StaffUser.objects.get(pk=administrator.id)
    with context.request_context(RequestFactory().get("/")):
        codes = RecoveryCodes.activate(user)
        kept = Authenticator.objects.get(user=user).data["seed"]
        plain = PasskeyAdapter().decrypt(kept)
        first = codes.get_unused_codes()[0]
        tried = [codes.validate_code(first), codes.validate_code(first)]

    assert plain not in kept
    assert base64.b64decode(kept.partition(".")[2]).startswith(b"\x01")
    assert tried == [True, False]


def test_the_only_passkey_cannot_be_removed(client, administrator, events):
    """Make another one first; the refusal is written."""
    has_passkey(administrator)
    again(client, with_password(administrator))
    only = Authenticator.objects.get(user_id=administrator.id)

    refused = client.post(f"/staff/account/passkeys/{only.pk}/remove")
    has_passkey(administrator)
    removed = client.post(f"/staff/account/passkeys/{only.pk}/remove")

    assert (refused.status_code, removed.status_code) == (422, 302)
    assert Authenticator.objects.filter(user_id=administrator.id).count() == 1
    assert [line for line in events() if line[0] == "accounts.passkey_removed"] == [
        ("accounts.passkey_removed", "refused"),
        ("accounts.passkey_removed", "done"),
    ]


def test_passkeys_of_others_are_not_found(client, home, administrator):
    """Neither to remove nor to name."""
    has_passkey(factories.a_member(home))
    theirs = Authenticator.objects.get()
    has_passkey(administrator)
    again(client, with_password(administrator))

    for what in ("remove", "name"):
        path = f"/staff/account/passkeys/{theirs.pk}/{what}"
        assert client.get(path).status_code == 404
        assert client.post(path, {"name": "Mine"}).status_code == 404


def test_ways_in_are_changed_only_by_somebody_who_was_just_asked(desk):
    """A borrowed open page is not enough to add, remove or renew anything."""
    only = Authenticator.objects.get()

    for path in ("passkeys/add", f"passkeys/{only.pk}/remove", "codes/new"):
        answer = desk.get(f"/staff/account/{path}")
        assert answer.headers["Location"].startswith("/staff/again"), path


def test_a_new_password_ends_the_other_sessions(client, administrator, events):
    """The one in hand goes on; every other browser signs in again."""
    user = with_password(administrator)
    has_passkey(administrator)
    other = Client()
    other.force_login(user)
    client.force_login(user)

    answer = client.post(
        "/staff/account/password",
        {
            "oldpassword": PASSWORD,
            "password1": "nine quiet green apples",
            "password2": "nine quiet green apples",
        },
    )

    assert answer.headers["Location"] == "/staff/account"
    assert client.get("/desk/practice").status_code == 200
    assert other.get("/desk/practice").headers["Location"].startswith(LOGIN)
    assert ("accounts.password_changed", "done") in events()


@pytest.mark.parametrize(
    "attestation",
    [
        "",
        "AAAA",
        "oA",
        "o2NmbXRkbm9uZQ",
        "pA" + "A" * 60,
        "gYGB" * 2000,
        "-_____",
        None,
        3,
        [],
        {"a": 1},
    ],
)
def test_a_new_passkey_that_makes_no_sense_is_the_form_again(
    client, administrator, attestation
):
    """Whatever a broken device answers, the page comes back and nothing is kept."""
    again(client, with_password(administrator))
    client.get("/staff/account/passkeys/add")
    said = {"type": "webauthn.create", "challenge": "AAAA", "origin": "http://x"}
    data = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    credential = {
        "id": "AAAA",
        "rawId": "AAAA",
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {"clientDataJSON": data, "attestationObject": attestation},
    }

    answer = client.post(
        "/staff/account/passkeys/add",
        {"name": "Laptop", "credential": json.dumps(credential)},
    )

    assert answer.status_code == 422
    assert not Authenticator.objects.exists()
