"""The verbs of what is said of an address, each with its line in the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from afterword.audit.actors import Actor
from afterword.clinic.services import addresses
from tests.promises import verb_calls as call
from tests.promises.verb import Verb
from tests.promises.verb_settings import Setting


def _unsafe(s: Setting) -> object:
    return addresses.call_unsafe(**call.point(s, s.as_client))


def _safe_again(s: Setting, by: Actor) -> object:
    return addresses.note_safe_again(**call.point(s, by), told_on=s.today)


OF_ADDRESSES: Final[Mapping[str, Verb]] = {
    "clinic.services.addresses.confirm_address": Verb(
        "clinic.address_confirmed",
        lambda s: call.known(s, s.as_client),
        refused=lambda s: call.known(s, call.stranger(s)),
    ),
    "clinic.services.addresses.call_unsafe": Verb(
        "clinic.address_unsafe",
        _unsafe,
        refused=lambda s: addresses.call_unsafe(**call.point(s, call.stranger(s))),
        repeated=_unsafe,
    ),
    "clinic.services.addresses.note_safe_again": Verb(
        "clinic.address_noted_safe",
        lambda s: (_unsafe(s), _safe_again(s, s.ruth)),
        refused=lambda s: _safe_again(s, call.stranger(s)),
        repeated=lambda s: _safe_again(s, s.ruth),
    ),
}
