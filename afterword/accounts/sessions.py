"""Where staff sessions are kept: by person, so that all of one can be ended at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as Base

from afterword.accounts.models import StaffSession


class SessionStore(Base):
    """Sessions of people who sign in. Visits of clients are elsewhere."""

    @classmethod
    def get_model_class(cls) -> type[StaffSession]:
        return StaffSession

    def create_model_instance(self, data: Mapping[str, Any]) -> StaffSession:
        row: StaffSession = super().create_model_instance(data)
        signed_in = data.get(SESSION_KEY)
        row.user_id = UUID(signed_in) if signed_in else None
        return row


def end_all(user: UUID) -> int:
    """End every session of a person. Their next page asks them to sign in."""
    ended, _ = StaffSession.objects.filter(user_id=user).delete()
    return ended
