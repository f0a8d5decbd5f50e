"""The exact sentences that a client says yes or no to, and their hash.

The tablet, the card's page, the paper and the proposal all take them from here, so
that what was agreed can be shown again, word for word. It stores nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from afterword.clinic.models import Clinician
from afterword.consent.standing import CONFIRM_WITHIN
from afterword.consent.terms import Terms
from afterword.measures.instruments import instrument
from afterword.tenancy import current_practice
from afterword.tenancy.models import Practice


@dataclass(frozen=True)
class Reader:
    """Who reads the answers, as the client knows them, and when."""

    name: str
    when: str = ""

    @property
    def sentence(self) -> str:
        """Say who reads the answers and when, in one sentence."""
        if self.when:
            return _("%(name)s reads what you answer, %(when)s.") % vars(self)
        return _("%(name)s reads what you answer, but not at once.") % vars(self)


def agreement_sentences(
    terms: Terms, *, reader: Reader, ended_on: date
) -> tuple[str, ...]:
    """Give every sentence of an agreement, in the language that was agreed on.

    The address is not among them: it is shown beside them and is in the terms.
    """
    with translation.override(terms.language):
        return (
            _what(terms),
            _when(terms, ended_on),
            *_later(terms, ended_on),
            _questions(terms),
            reader.sentence,
            _("Nobody watches this live. It is not for an emergency."),
            _("You can leave any note. Then nothing happens, and no reminder comes."),
            _("Nothing comes after %(day)s.") % {"day": _day(terms.ends_on)},
            _("Email is not private. Others who use your email can see it."),
            _("You can stop or change this on any day. You need not say why."),
            _("Saying no changes nothing about coming back."),
            _("If you say nothing by %(day)s, that means no.")
            % {"day": _day(ended_on + CONFIRM_WITHIN)},
        )


def wording_hash(sentences: tuple[str, ...]) -> str:
    """Give the checksum of these sentences, as it stands in the terms."""
    text = json.dumps(list(sentences), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def reader_for(terms: Terms) -> Reader:
    """Give who reads the answers under these terms. Inside an open practice only."""
    if terms.grantee_kind == "clinician":
        found = Clinician.objects.filter(pk=terms.grantee).first()
        if found is not None:
            return Reader(found.client_facing_name, found.reads_answers)
    home = Practice.objects.get(pk=current_practice())
    return Reader(home.neutral_name)


def sentences_for(terms: Terms, *, ended_on: date) -> tuple[str, ...]:
    """Give the sentences as they read now. Inside an open practice only."""
    return agreement_sentences(terms, reader=reader_for(terms), ended_on=ended_on)


def title(terms: Terms) -> str:
    """Name an agreement as a line of its own, without a full stop."""
    return _what(terms).rstrip(".")


def with_wording(terms: Terms, *, ended_on: date) -> Terms:
    """Give the terms with the hash of their own sentences, ready to be proposed.

    Inside an open practice only. Whatever hash they had before is replaced.
    """
    return replace(
        terms, wording_hash=wording_hash(sentences_for(terms, ended_on=ended_on))
    )


def _what(terms: Terms) -> str:
    ways = {
        "email": ngettext(
            "%(count)s short note by email.",
            "%(count)s short notes by email.",
            terms.count,
        ),
        "sms": ngettext(
            "%(count)s short note by text.",
            "%(count)s short notes by text.",
            terms.count,
        ),
        "letter": ngettext(
            "%(count)s short letter.", "%(count)s short letters.", terms.count
        ),
        "phone": ngettext(
            "%(count)s phone call.", "%(count)s phone calls.", terms.count
        ),
        "portal": ngettext(
            "%(count)s short note on your own pages.",
            "%(count)s short notes on your own pages.",
            terms.count,
        ),
    }
    return ways[terms.channel] % {"count": terms.count}


def _when(terms: Terms, ended_on: date) -> str:
    days = [_day(step.due_on(ended_on)) for step in terms.steps]
    if not days:
        return _("From %(first)s.") % {"first": _day(terms.starts_on)}
    if len(days) == 1:
        return _("It comes around %(day)s.") % {"day": days[0]}
    return _("They come around %(days)s and %(last)s.") % {
        "days": ", ".join(days[:-1]),
        "last": days[-1],
    }


def _later(terms: Terms, ended_on: date) -> tuple[str, ...]:
    """Say from which day it counts, where that is not the day of the ending."""
    if terms.starts_on <= ended_on:
        return ()
    return (
        _(
            "It counts from %(day)s, the day on which you are of age. "
            "Nothing comes before it."
        )
        % {"day": _day(terms.starts_on)},
    )


def _questions(terms: Terms) -> str:
    counts = {
        len(instrument(step.instrument).items)
        for step in terms.steps
        if step.instrument
    }
    if not counts:
        return _("A note asks nothing of you.")
    return ngettext(
        "Each leads to %(count)s short question about how you are.",
        "Each leads to %(count)s short questions about how you are.",
        max(counts),
    ) % {"count": max(counts)}


def _day(day: date) -> str:
    return date_format(day, _("l j F Y"))
