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
PREPARED = (
    "proposal", "item", "read", "colleague", "invited", "point", "conditional",
    "stands", "relationship", "found", "phone", "go_ahead", "copy",
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


def undone(setting, call) -> tuple[bool, frozenset]:
    """Make a call, look at what could be sent then, and take it all back."""
    with transaction.atomic():
        transaction.get_connection().atomic_blocks[-1]._from_testcase = True
        allowed = goes_through(setting, call)
        found = releasable(setting)
        transaction.set_rollback(True)
    return allowed, found


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_no_verb_by_any_role_releases_more(setting, role):
    """Each verb, by each role, in everybody's place; only a confirmation adds."""
    setting.acts = who(setting, role)
    assert setting.acts.kind is not ActorKind.CLIENT
    before = releasable(setting)
    calls = {
        f"{name}.{which}": call
        for name, verb in VERBS.items()
        for which in ("done", "refused", "repeated")
        if (call := getattr(verb, which)) and name not in {CONFIRMS, *leaves_out(role)}
    }

    results = {name: undone(setting, call) for name, call in calls.items()}

    assert before
    assert [name for name, (_, after) in results.items() if not after <= before] == []
    assert any(succeeded for succeeded, _ in results.values())


def test_a_confirmation_of_the_client_releases_more(setting):
    """The walk can tell: the one verb that widens is seen to widen."""
    before = releasable(setting)

    succeeded, after = undone(setting, VERBS[CONFIRMS].done)

    assert succeeded
    assert before < after
