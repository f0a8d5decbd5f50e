"""A practice adapts the templates of its endings. It is data, and no code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from afterword.audit import services as audit
from afterword.audit.actors import Actor, Role
from afterword.ending.errors import NoSuchTemplateError, NotTheirsError
from afterword.ending.services import writing
from afterword.ending.templates import fault, templates
from afterword.tenancy import practice
from afterword.tenancy.models import Practice

MAY_ADAPT = (Role.ADMINISTRATOR, Role.SUPERVISOR)


def adapt_template(*, approach: str, change: Mapping[str, Any], by: Actor) -> None:
    """Say what is different here in the endings of one approach; empty: nothing is.

    Endings that are open follow it from now on; what was written in them stays.
    Raises ``NoSuchTemplateError`` for an approach or a change that makes no template.
    """
    event = "ending.template_adapted"
    with writing.recorded(event, by, None), practice(by.practice):
        if not by.has(*MAY_ADAPT):
            raise NotTheirsError("administrators and supervisors adapt templates")
        if approach not in templates() or fault(change):
            raise NoSuchTemplateError(fault(change) or approach)
        home = Practice.objects.select_for_update().get(pk=by.practice)
        before = dict(home.ending_templates)
        after = {name: one for name, one in before.items() if name != approach}
        if change:
            after[approach] = dict(change)
        home.ending_templates = after
        home.save(update_fields=["ending_templates"])
        outcome = "repeated" if before == after else "done"
        audit.record(event, by=by, about=home, outcome=outcome, approach=approach)
