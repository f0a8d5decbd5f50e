"""The letters of an ending, as one of its tasks."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from afterword.accounts.access import StaffRequest
from afterword.desk.views import letters
from afterword.ending.models import Ending


def page(request: StaffRequest, row: Ending) -> HttpResponse:
    """Show the letters about this person, and begin one."""
    back = reverse("desk:ending", args=[row.pk])
    return letters.about(request, row.client, back=back)
