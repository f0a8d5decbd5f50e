"""Who is in the demonstration. All of them are invented, and plainly so."""

from __future__ import annotations

from dataclasses import dataclass

from afterword.audit.actors import Role


@dataclass(frozen=True)
class Persona:
    """One person who signs in, and what there is to see as them."""

    key: str
    practice: str
    name: str
    roles: tuple[Role, ...]
    see: str


ALDER = "Alder House (example)"
BIRCH = "Birch Rooms (example)"

STAFF = (
    Persona(
        "ruth",
        ALDER,
        "Ruth Example",
        (Role.CLINICIAN,),
        "A psychologist in California: an ending to hold, answers to read, “may I?”",
    ),
    Persona(
        "dana",
        ALDER,
        "Dana Example",
        (Role.SUPERVISOR, Role.CLINICIAN),
        "Supervises Ruth: has a question to settle, and can attest a paper",
    ),
    Persona(
        "sam",
        ALDER,
        "Sam Example",
        (Role.ADMINISTRATOR,),
        "Imports a caseload, invites colleagues, keeps the practice's details",
    ),
    Persona(
        "kim",
        ALDER,
        "Kim Example",
        (Role.COMPLIANCE,),
        "Reads the record: who did what, and why; settles questions too",
    ),
    Persona(
        "lee",
        ALDER,
        "Lee Example",
        (Role.EXECUTOR,),
        "Would tell clients if Ruth could not work any more",
    ),
    Persona(
        "tom",
        BIRCH,
        "Tom Example",
        (Role.CLINICIAN, Role.ADMINISTRATOR),
        "A counsellor in England who works alone; sees nothing of Alder House",
    ),
)


@dataclass(frozen=True)
class Person:
    """A client, and what they decided."""

    key: str
    practice: str
    clinician: str
    external_id: str
    name: str
    preferred_name: str
    email: str
    story: str


CLIENTS = (
    Person(
        "jo",
        ALDER,
        "ruth",
        "1001",
        "Jo Invented",
        "Jo",
        "jo@mail.example",
        "Agreed to three short check-ins, answered the first, invites Ruth to an event",
    ),
    Person(
        "ari",
        ALDER,
        "ruth",
        "1002",
        "Ari Invented",
        "Ari",
        "ari@mail.example",
        "Agreed; the first check-in goes out within the next month",
    ),
    Person(
        "noor",
        ALDER,
        "ruth",
        "1003",
        "Noor Invented",
        "Noor",
        "noor@mail.example",
        "Agreed, then stopped everything",
    ),
    Person(
        "max",
        ALDER,
        "ruth",
        "1004",
        "Max Invented",
        "Max",
        "max@mail.example",
        "Still in therapy; an ending can be held",
    ),
    Person(
        "ivy",
        BIRCH,
        "tom",
        "B-1",
        "Ivy Invented",
        "Ivy",
        "ivy@mail.example",
        "In another practice: agreed to the same, in London",
    ),
)
