"""What waits for the person who signed in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from afterword.accounts.access import StaffRequest, staff


@require_GET
@staff()
def today(request: StaffRequest) -> HttpResponse:
    """Show what waits, oldest first."""
    return render(request, "desk/today.html", {"items": []})


urlpatterns = [path("", today, name="today")]
