"""Where a page leads for help: to the practice's own pages, where it is known."""

from __future__ import annotations

from django import template
from django.template import Context

from afterword.support.marks import mark_of

register = template.Library()


@register.simple_tag(takes_context=True)
def help_address(context: Context) -> str:
    """Give the way to the help pages; without a practice, to those for everybody."""
    request = context.get("request")
    found = getattr(request, "practice_id", None)
    if found is None:
        found = getattr(getattr(request, "membership", None), "practice_id", None)
    return f"/help/{mark_of(found)}" if found else "/help"
