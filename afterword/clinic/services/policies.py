"""House policies: a practice may be stricter than the texts that bind it, never looser.

What each policy says is a pack of its own (`packs/practice/approaches`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from afterword.audit import services as audit
from afterword.audit.actors import Actor, Role
from afterword.audit.refusals import refusals
from afterword.clinic.errors import ClinicError, NoSuchRowError, NotAllowedError
from afterword.rules.loading.packs import load_packs
from afterword.rules.policies import offered
from afterword.tenancy import practice
from afterword.tenancy.models import Practice

MOST_ATTEMPTS: Final = 3
"""More than these is chasing, whatever a practice sets."""


def limit_outreach(*, attempts: int, by: Actor) -> None:
    """Say how often this practice tries to reach somebody who stopped coming.

    None is a number too. The closing letter is no attempt and stays possible.
    """
    event = "clinic.outreach_limited"
    with refusals(event, by=by, when=ClinicError), practice(by.practice):
        if not by.has(Role.ADMINISTRATOR):
            raise NotAllowedError
        if not 0 <= attempts <= MOST_ATTEMPTS:
            raise NoSuchRowError
        row = Practice.objects.select_for_update().get(pk=by.practice)
        before, row.outreach_attempts = row.outreach_attempts, attempts
        row.save(update_fields=["outreach_attempts"])
        audit.record(
            event,
            by=by,
            about=row,
            outcome="repeated" if before == attempts else "done",
            attempts=attempts,
        )


def adopt_policies(*, names: Collection[str], by: Actor) -> None:
    """Say which house policies hold from now on; those left out no longer do.

    Saying the same again is success. Raises ``ClinicError`` for a name that no pack
    has, and changes nothing then.
    """
    event = "clinic.policies_adopted"
    with refusals(event, by=by, when=ClinicError), practice(by.practice):
        if not by.has(Role.ADMINISTRATOR):
            raise NotAllowedError
        wanted = sorted(set(names))
        if set(wanted) - set(offered(load_packs())):
            raise NoSuchRowError
        row = Practice.objects.select_for_update().get(pk=by.practice)
        before, row.house_policies = row.house_policies, wanted
        row.save(update_fields=["house_policies"])
        audit.record(
            event,
            by=by,
            about=row,
            outcome="repeated" if before == wanted else "done",
            policies=wanted,
        )
