"""The verbs of a plan, each with its calls. See `tests.promises.verbs`."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from afterword.audit.actors import Actor, the_client
from afterword.ending.services import planning, sharing
from tests.promises.verb import Verb
from tests.promises.verb_settings import Setting


def not_theirs(s: Setting) -> Actor:
    """Give somebody whose plan it is not."""
    return s.acts or the_client(s.home.id, uuid4(), door="portal")


def read(s: Setting, by: Actor) -> object:
    return planning.read(client=s.client.id, by=by)


def write(s: Setting, by: Actor) -> object:
    return planning.write(
        client=s.client.id, key="notes", typed={"text": "A song"}, by=by
    )


def hide(s: Setting, by: Actor) -> object:
    return planning.set_hidden(client=s.client.id, key="notes", hidden=True, by=by)


def undo(s: Setting, by: Actor) -> object:
    return planning.undo(client=s.client.id, key="helps", by=by)


def delete(s: Setting, by: Actor) -> object:
    return planning.delete(client=s.client.id, by=by)


def share(s: Setting, by: Actor) -> object:
    return sharing.share(
        client=s.client.id, audience="clinician", keys=["helps"], by=by
    )


def take_back(s: Setting, by: Actor) -> object:
    return sharing.take_back(client=s.client.id, copy=s.copy, by=by)


def read_copy(s: Setting, by: Actor) -> object:
    return sharing.read_copy(copy=s.copy, by=by)


OF_PLANS: Mapping[str, Verb] = {
    "ending.services.planning.read": Verb(
        "vault.opened",
        lambda s: s.plan and read(s, s.as_client),
        refused=lambda s: read(s, not_theirs(s)),
        refused_as="ending.plan_read",
    ),
    "ending.services.planning.write": Verb(
        "ending.plan_written",
        lambda s: write(s, s.as_client),
        refused=lambda s: write(s, not_theirs(s)),
        repeated=lambda s: write(s, s.as_client),
    ),
    "ending.services.planning.set_hidden": Verb(
        "ending.plan_part_hidden",
        lambda s: hide(s, s.as_client),
        refused=lambda s: hide(s, not_theirs(s)),
        repeated=lambda s: hide(s, s.as_client),
    ),
    "ending.services.planning.undo": Verb(
        "ending.plan_undone",
        lambda s: s.plan and undo(s, s.as_client),
        refused=lambda s: undo(s, not_theirs(s)),
        repeated=lambda s: undo(s, s.as_client),
    ),
    "ending.services.planning.delete": Verb(
        "ending.plan_deleted",
        lambda s: s.plan and delete(s, s.as_client),
        refused=lambda s: delete(s, not_theirs(s)),
        repeated=lambda s: delete(s, s.as_client),
    ),
    "ending.services.sharing.share": Verb(
        "ending.plan_shared",
        lambda s: s.plan and share(s, s.as_client),
        refused=lambda s: share(s, not_theirs(s)),
    ),
    "ending.services.sharing.take_back": Verb(
        "ending.plan_taken_back",
        lambda s: take_back(s, s.as_client),
        refused=lambda s: take_back(s, not_theirs(s)),
        repeated=lambda s: take_back(s, s.as_client),
    ),
    "ending.services.sharing.read_copy": Verb(
        "vault.opened",
        lambda s: s.copy and read_copy(s, s.ruth),
        refused=lambda s: read_copy(s, s.boss),
        refused_as="ending.plan_copy_read",
    ),
}
