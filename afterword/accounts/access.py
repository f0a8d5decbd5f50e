"""Who may open a staff page. Elsewhere is *not found*, never *forbidden*."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from afterword.accounts.models import Membership, live_membership
from afterword.audit.actors import Actor, Role


class StaffRequest(HttpRequest):
    """A request by somebody who signed in for a practice."""

    actor: Actor
    membership: Membership


View = Callable[..., HttpResponse]


def staff(*roles: Role) -> Callable[[View], View]:
    """Let in people who hold one of these roles in their practice (none: any role)."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            membership = member_of(request)
            actor = membership.actor()
            if roles and not actor.has(*roles):
                raise Http404
            request.actor = actor  # type: ignore[attr-defined]
            request.membership = membership  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        guarded.roles = roles  # type: ignore[attr-defined]
        return guarded

    return wrap


def member_of(request: HttpRequest) -> Membership:
    """Give the membership of the person who is signed in; to others: not found."""
    membership = live_membership(request.user)
    if membership is None:
        raise Http404
    return membership
