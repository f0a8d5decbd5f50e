"""Promise I8: whatever staff call, afterwards the same or less can be sent.

What the fold of the ledger makes of any lines at all is in tests/consent/test_standing.
"""

from __future__ import annotations

import pytest
from django.db import transaction

from afterword.audit.actors import ActorKind, Role, machine
from tests import factories
from tests.mail import hands, sink
from tests.promises.verbs import VERBS

__all__ = ["hands", "sink"]

CONFIRMS = "consent.services.proposing.confirm_directive"
GIVES = "consent.services.releasing.give_release"
PREPARED = (
    "proposal", "item", "read", "colleague", "invited", "point", "conditional",
    "stands", "relationship", "found", "phone", "go_ahead", "service",
    "services_file", "help_line", "referral", "release", "copy",
)  # fmt: skip


@pytest.fixture
def setting(db, hands, sink):
    """Give everybody, with an agreement that holds and a proposal that waits."""
    from tests.promises.verb_settings import a_setting

    made = a_setting()
    for name in PREPARED:
        assert getattr(made, name)
    return made


def who(setting, role):
    """Give somebody of a role; the clinician is the client's own."""
    if role is None:
        return machine(setting.home.id)
    if role is Role.CLINICIAN:
        return setting.story.staff
    return factories.a_member(setting.home, role)


def leaves_out(role) -> set[str]:
    """Name what the machine cannot be asked: it has no address of its own."""
    return set() if role else {"accounts.services.mailing.mail_oneself"}


def releasable(setting) -> frozenset:
    """Give purpose, grantee, channel, address and day of all that could be sent."""
    from afterword.consent.queries import standing_of
    from afterword.tenancy import practice

    with practice(setting.home.id):
        return frozenset().union(
            *(
                standing_of(client.id).releasable()
                for client in (setting.client, setting.current)
            )
        )


def tellable(setting) -> frozenset:
    """Give what may be told to whom until when, of all releases that hold."""
    from afterword.consent.releases import live_releases
    from afterword.tenancy import practice

    with practice(setting.home.id):
        return frozenset(
            (one.client, one.recipient_id, share, one.until)
            for client in (setting.client, setting.current)
            for one in live_releases(client.id, on=setting.today)
            for share in one.shares
        )


def goes_through(setting, call) -> bool:
    """Make a call; say whether it was allowed. Anything but a refusal is an error."""
    try:
        with transaction.atomic():
            transaction.get_connection().atomic_blocks[-1]._from_testcase = True
            call(setting)
    except Exception as error:
        if not getattr(error, "for_people", None):
            raise
        return False
    return True


def undone(setting, call) -> tuple[bool, frozenset, frozenset]:
    """Make a call, look at what could be sent or told then, and take it all back."""
    with transaction.atomic():
        transaction.get_connection().atomic_blocks[-1]._from_testcase = True
        allowed = goes_through(setting, call)
        found, told = releasable(setting), tellable(setting)
        transaction.set_rollback(True)
    return allowed, found, told


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_no_verb_by_any_role_releases_more(setting, role):
    """Each verb, by each role, in everybody's place; only a confirmation adds.

    What may be told to somebody else is widened by one verb alone, in the hands of the
    client's own clinician, who writes down what the client said.
    """
    setting.acts = who(setting, role)
    assert setting.acts.kind is not ActorKind.CLIENT
    before, told = releasable(setting), tellable(setting)
    calls = {
        f"{name}.{which}": call
        for name, verb in VERBS.items()
        for which in ("done", "refused", "repeated")
        if (call := getattr(verb, which)) and name not in {CONFIRMS, *leaves_out(role)}
    }

    results = {name: undone(setting, call) for name, call in calls.items()}

    assert before
    assert told
    assert [name for name, (_, now, _t) in results.items() if not now <= before] == []
    widened = {
        name.rpartition(".")[0]
        for name, (_, _s, now) in results.items()
        if not now <= told
    }
    assert widened == ({GIVES} if role is Role.CLINICIAN else set())
    assert any(succeeded for succeeded, _s, _t in results.values())


def test_a_confirmation_of_the_client_releases_more(setting):
    """The walk can tell: the one verb that widens is seen to widen."""
    before = releasable(setting)

    succeeded, after, _told = undone(setting, VERBS[CONFIRMS].done)

    assert succeeded
    assert before < after
