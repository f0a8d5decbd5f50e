"""Where staff sessions are kept: by person, so that all of one can be ended at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as Base
from django.contrib.sessions.base_session import AbstractBaseSession

from afterword.accounts.models import StaffSession


class SessionStore(Base):
    """Sessions of people who sign in. Visits of clients are elsewhere."""

    @classmethod
    def get_model_class(cls) -> type[StaffSession]:
        return StaffSession

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        signed_in = data.get(SESSION_KEY)
        if isinstance(row, StaffSession) and signed_in:
            row.user_id = UUID(signed_in)
        return row


def end_all(user: UUID) -> int:
    """End every session of a person. Their next page asks them to sign in."""
    ended, _ = StaffSession.objects.filter(user_id=user).delete()
    return ended
