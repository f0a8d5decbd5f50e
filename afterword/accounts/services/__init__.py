"""The verbs of accounts, one module a subject."""

from afterword.accounts.services.inviting import (
    Invited,
    accept,
    call_off,
    first_run_link,
    invite,
    look_at,
    reset,
)
from afterword.accounts.services.mailing import mail_link, mail_oneself
from afterword.accounts.services.staying import change_roles, leave

__all__ = [
    "Invited",
    "accept",
    "call_off",
    "change_roles",
    "first_run_link",
    "invite",
    "leave",
    "look_at",
    "mail_link",
    "mail_oneself",
    "reset",
]
