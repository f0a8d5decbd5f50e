"""Fill an empty demonstration by the same verbs that real people use.

The clock is moved as the story goes on: endings are held on their day, weeks pass,
and the check-in that is due goes out to the demonstration's own mailbox.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

from afterword.config import environment

WAIT = timedelta(days=33)
"""So long after the first endings the first check-in has come and been answered."""


def main() -> int:
    """Fill what is empty; say nothing where the demonstration is there already."""
    environment.load_django()
    from afterword.tenancy.models import Practice  # noqa: PLC0415

    if Practice.objects.exists():
        return 0
    print("Making two invented practices …", flush=True)
    from afterword.consent import journal  # noqa: PLC0415
    from afterword.demo import helping, passing, story  # noqa: PLC0415
    from afterword.demo.starting import CAST  # noqa: PLC0415

    journal.replay()
    cast = story.found()
    passing.to_noon()
    helping.list_services(cast)
    story.hold_ending(cast, "jo")
    helping.refer(cast, "jo", "ruth")
    story.hold_ending(cast, "noor")
    passing.days(WAIT.days)
    story.answer(cast, "jo")
    story.go_on_at_home(cast, "jo")
    story.stop(cast, "noor")
    story.meet_next_door(cast, "noor")
    story.hold_ending(cast, "ari")
    story.hold_ending(cast, "ivy")
    passing.days(9)
    story.ask_a_colleague(cast, "jo")
    path = environment.home() / CAST
    path.write_text(json.dumps({key: str(who) for key, who in cast.ids().items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
