"""Write down that a safety plan was offered, and what came of it. Never what it says.

It is offered, and no is an answer. Nothing here scores it or tells anybody of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from afterword import clock
from afterword.audit.actors import Actor
from afterword.ending.errors import EndingError
from afterword.ending.services import writing
from afterword.support import lines
from afterword.support.errors import SupportError

CAME: Final = ("not_needed", "declined", "existing", "made_today")
DISCUSSED: Final = ("yes", "no", "")


@dataclass(frozen=True)
class Offered:
    """What came of the offer, in codes."""

    came: str
    means_discussed: str = ""
    help_country: str = ""
    """The country whose numbers were shown; empty if none were."""


def settle_safety(*, ending: UUID, offered: Offered, by: Actor) -> None:
    """Write down whether a safety plan was wanted, there already, or made today."""
    with writing.changing(
        ending, by, "ending.safety_settled", how=offered.came
    ) as found:
        if offered.came not in CAME or offered.means_discussed not in DISCUSSED:
            raise EndingError("no such answer")
        if offered.help_country:
            try:
                lines.country(offered.help_country)
            except SupportError as error:
                raise EndingError("no such country") from error
        found.safety_plan = offered.came
        found.means_discussed = offered.means_discussed
        found.help_country = offered.help_country
        found.help_shown_on = (
            clock.today(found.client.time_zone) if offered.help_country else None
        )
        found.save(
            update_fields=[
                "safety_plan",
                "means_discussed",
                "help_country",
                "help_shown_on",
            ]
        )
