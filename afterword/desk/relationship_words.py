"""Words for second relationships and conflict checks. It decides nothing."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afterword.desk.wording import Words, said
from afterword.screening.queries import Relationship

KINDS: Words = {
    "social": gettext_lazy("Friends, or meeting socially"),
    "business": gettext_lazy("Doing business together"),
    "employment": gettext_lazy("One works for the other"),
    "teaching_or_supervision": gettext_lazy("Teaching or supervision"),
    "intimate": gettext_lazy("Romance or intimacy"),
    "family": gettext_lazy("Family, or through family"),
    "community": gettext_lazy("Neighbours, or the same club, school or church"),
    "online": gettext_lazy("A connection online"),
}
STAGES: Words = {
    "existing": gettext_lazy("It is there already"),
    "planned": gettext_lazy("Somebody thinks of it"),
    "over": gettext_lazy("It has ended"),
    "dropped": gettext_lazy("It did not come about"),
}
PERSONS: Words = {
    "client": gettext_lazy("The client"),
    "partner": gettext_lazy("Their partner, or former partner"),
    "parent": gettext_lazy("A parent of theirs"),
    "relative": gettext_lazy("Another relative of theirs"),
}
STARTERS: Words = {
    "client": gettext_lazy("The other person"),
    "therapist": gettext_lazy("You"),
    "organisation": gettext_lazy("An organisation, such as a school or an employer"),
    "chance": gettext_lazy("Nobody: by chance"),
}
STARTED: Words = {**STARTERS, "therapist": gettext_lazy("The clinician")}
CONSULTED: Words = {
    "": gettext_lazy("Nobody yet"),
    "supervisor": gettext_lazy("A supervisor"),
    "colleague": gettext_lazy("A colleague"),
    "outside": gettext_lazy("Somebody outside the practice"),
    "association": gettext_lazy("The association or board"),
    "lawyer": gettext_lazy("A lawyer or the insurer"),
}
SAYS: Words = {
    "declared": gettext_lazy("Declared"),
    "planned": gettext_lazy("The plan was written down"),
    "unchanged": gettext_lazy("Looked at again: unchanged"),
    "changed": gettext_lazy("Looked at again: changed"),
    "ended": gettext_lazy("Looked at again: ended"),
}
FOUND: Words = {
    "unchanged": gettext_lazy("It is as it was"),
    "changed": gettext_lazy("Something has changed"),
    "ended": gettext_lazy("It has ended, or did not come about"),
}
CHECKS: Words = {
    "hire": gettext_lazy("We are about to employ them"),
    "contract": gettext_lazy("We are about to do business with them"),
    "treat": gettext_lazy("We are about to treat them"),
    "treated_by": gettext_lazy("Somebody here is about to be treated by them"),
}


def in_short(one: Relationship) -> str:
    """Say what a relationship is, and with whom where it is not the client."""
    kind = said(KINDS, one.kind)
    if one.person_is == "client":
        return kind
    return f"{kind}: {inside(said(PERSONS, one.person_is))}"


def inside(words: str) -> str:
    """Write words as they stand inside a sentence."""
    return f"{words[:1].lower()}{words[1:]}"


def way_back(one: Relationship) -> str:
    """Say plainly what it does to the way back to therapy; nothing where it stays."""
    if not one.closes_way_back:
        return ""
    if one.has_closed:
        return _(
            "The way back to therapy with this clinician is closed by it, and stays "
            "closed. Another therapist can still take them on."
        )
    return _(
        "Once it begins, the way back to therapy with this clinician is closed, and "
        "stays closed. Another therapist could still take them on."
    )
