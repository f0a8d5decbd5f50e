"""What can go wrong in the clinic, in words a person can act on.

* ClinicError
  * NotAllowedError        the actor's roles do not cover this
  * NoSuchRowError         no such person, file or clinician in this practice
  * NotReadyError          an import is still being read, or is over
  * MissingWordsError      something that is needed was left empty
"""

from __future__ import annotations


class ClinicError(Exception):
    """Base of the clinic app. ``for_people`` is safe to show on a page."""

    for_people = "Nothing was changed."


class NotAllowedError(ClinicError):
    for_people = "Your role does not cover this. Nothing was changed."


class NoSuchRowError(ClinicError):
    for_people = "There is nothing here by that name. Nothing was changed."


class NotReadyError(ClinicError):
    for_people = "This import is not at that step. Open it again to see where it is."


class MissingWordsError(ClinicError):
    for_people = "Something that is needed was left empty. Nothing was changed."
