"""Whether somebody else may get a letter: the client's release, held while it is used.

It names the one whom the letter is for, and all that the letter tells. Looked for anew
each time: one that was taken back, or is over, or names less, is none.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

from afterword import clock
from afterword.consent import releases
from afterword.ending import recipients
from afterword.ending.errors import NobodyChosenError, NoReleaseError
from afterword.ending.models import Letter
from afterword.letters.drafts import GUARDIAN, TO_OTHERS

NEEDS_RELEASE: Final = frozenset({GUARDIAN, *TO_OTHERS})
"""Everybody but the client."""


def live_release(
    *, client: UUID, recipient_id: UUID, shares: Collection[str], on: date
) -> UUID | None:
    """Give the client's release that covers this for them; ``None`` for none.

    Nobody can take it back before this transaction ends. Inside an open practice only.
    """
    found = releases.covering(client, recipient_id, shares, on=on, to_use=True)
    return found.id if found is not None else None


def released(found: Letter) -> UUID | None:
    """Give the release under which somebody else gets it; nothing for the client.

    A guardian is somebody else too. Inside an open practice only.
    """
    if found.recipient not in NEEDS_RELEASE:
        return None
    chosen = found.recipient_id
    if chosen is None or chosen not in recipients.of_this_ending(found):
        raise NobodyChosenError(f"nobody in place of a {found.recipient}")
    release = live_release(
        client=found.client_id,
        recipient_id=chosen,
        shares=found.shares,
        on=clock.today(found.client.time_zone),
    )
    if release is None:
        raise NoReleaseError(f"no release for this {found.recipient}")
    return release
