"""Words for what came of a referral, and for how a release was given."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from afterword.consent import releases
from afterword.desk.wording import Words

SAYS: Words = {
    "offered": _("Named to them"),
    "accepted": _("They want it"),
    "declined": _("They do not want it"),
    "sent": _("Something was sent there"),
    "taken_up": _("They are there now"),
    "no_place": _("There was no place"),
    "closed": _("Nothing more to do"),
}
DOORS: Words = {
    "told_in_session": _("Told in a session"),
    "paper": _("On signed paper"),
    "portal": _("On their own pages"),
    "tablet": _("On the tablet"),
    "card": _("With their card"),
}
KINDS: Words = {
    **releases.KINDS,
    "service": _("A service"),
    "colleague": _("A colleague here"),
}
