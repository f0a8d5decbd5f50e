"""People who sign in for a practice. Former clients are not here."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from afterword.audit.actors import Actor, ActorKind, Role
from afterword.tenancy.models import Practice


class StaffManager(BaseUserManager["StaffUser"]):
    """Make staff users; an e-mail address is the name they sign in with."""

    def create_user(self, email: str, password: str | None = None) -> StaffUser:
        user = self.model(email=self.normalize_email(email).lower())
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> StaffUser:
        return self.get(email__iexact=username)


class StaffUser(AbstractBaseUser):
    """One person who signs in. Roles are held in each practice apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    objects = StaffManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return str(self.id)


class Membership(models.Model):
    """What one person may do in one practice. Read before the practice is known."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT)
    user = models.ForeignKey(
        StaffUser, on_delete=models.PROTECT, related_name="memberships"
    )
    roles = models.JSONField(default=list)
    since = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "user"], name="accounts_one_membership"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    def actor(self) -> Actor:
        """Give this person as an actor in this practice."""
        return Actor(
            ActorKind.STAFF,
            self.practice_id,
            self.user_id,
            frozenset(Role(role) for role in self.roles),
        )


class Invitation(models.Model):
    """A way in for one new person, good once and for seven days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT)
    token_hash = models.BinaryField(unique=True)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    roles = models.JSONField(default=list)
    purpose = models.CharField(max_length=10)  # invite, reset, first_run
    invited_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.id)


class StaffSession(AbstractBaseSession):
    """One browser in which somebody signed in. It knows whose it is."""

    user_id = models.UUIDField(null=True, db_index=True)

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from afterword.accounts.sessions import SessionStore  # noqa: PLC0415 - a circle

        return SessionStore


def live_membership(user: Any) -> Membership | None:
    """Give the membership a signed-in person works under, if there is one."""
    if not isinstance(user, StaffUser) or not user.is_active:
        return None
    return (
        user.memberships.filter(left_at__isnull=True)
        .select_related("practice")
        .order_by("since")
        .first()
    )
