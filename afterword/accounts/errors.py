"""What can go wrong with people who sign in, in words a person can act on.

* AccountsError
  * NotAdministratorError   the actor does not look after the practice's people
  * LinkEndedError          the link is unknown, used or too old: one text for all
  * AlreadyHereError        the address signs in for this practice already
  * AddressElsewhereError   the address cannot be used with this link
  * LastAdministratorError  nobody would be left to look after the practice
  * NotYourselfError        the actor tried it on themselves
  * NotHereError            there is no such person in this practice
  * AlreadySetUpError       the installation has its first practice already
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


class AccountsError(Exception):
    """Base of accounts. ``for_people`` is safe to show; ``code`` goes in the record."""

    code = "refused"
    for_people = _("Nothing was changed.")

    def __init__(self) -> None:
        super().__init__(self.code)


class NotAdministratorError(AccountsError):
    code = "not_administrator"
    for_people = _("Only an administrator can do this. Nothing was changed.")


class LinkEndedError(AccountsError):
    code = "link_ended"
    for_people = _("This link has ended. Ask an administrator for a new one.")


class AlreadyHereError(AccountsError):
    code = "already_here"
    for_people = _("This address already signs in here. Nothing was changed.")


class AddressElsewhereError(AccountsError):
    code = "address_elsewhere"
    for_people = _(
        "This link cannot be used with this address. Ask an administrator for a "
        "link to another address."
    )


class LastAdministratorError(AccountsError):
    code = "last_administrator"
    for_people = _(
        "This is the only administrator. Make somebody else an administrator first."
    )


class NotYourselfError(AccountsError):
    code = "not_yourself"
    for_people = _("Another administrator must do this for you. Nothing was changed.")


class NotHereError(AccountsError):
    code = "not_here"
    for_people = _("There is no such person here. Nothing was changed.")


class AlreadySetUpError(AccountsError):
    code = "already_set_up"
    for_people = _(
        "This installation is set up already. An administrator can invite people on "
        "the page Practice."
    )
