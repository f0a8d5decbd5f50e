"""Where a page leads for help: to the practice's own pages, where it is known."""

from __future__ import annotations

from uuid import UUID

from django import template
from django.template import Context

from afterword.support import ways

register = template.Library()


@register.simple_tag(takes_context=True)
def help_address(context: Context) -> str:
    """Give the way to the help pages; without a practice, to those for everybody."""
    return ways.path(_home(context))


@register.simple_tag(takes_context=True)
def help_page(context: Context, name: str) -> str:
    """Give the way to one of the help pages: a country's, or the list of countries."""
    return ways.path(_home(context), name.lower())


def _home(context: Context) -> UUID | None:
    """Find whose page it is: of who signed in, or of where a page says that it is."""
    request = context.get("request")
    holders = (request, getattr(request, "membership", None), context.get("home"))
    told = (getattr(one, "practice_id", None) for one in holders)
    return next(filter(None, (context.get("practice_id"), *told)), None)
