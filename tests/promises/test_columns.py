"""Every column is classified, and words of or about clients are sealed."""

from __future__ import annotations

from functools import cache

import yaml
from django.apps import apps
from django.db import models

from afterword.vault.fields import Sealed, SealedField
from tests.promises.source import ROOT

FILE = ROOT / "afterword/vault/columns.yaml"
PLAIN = {"pseudonymous", "operational", "staff", "evidence-plain", "public"}
WORDS = (models.CharField, models.TextField, models.JSONField)
MAY_BE_WORDS = {
    "clinic.ImportBatch.mapping": "headings of a file, no row of it",
    "consent.SafeContact.sender_label": "meant for strangers; linted for discretion",
    "consent.SafeContact.told_who_reads": "the practice's words, the same to everybody",
}
"""Unsealed columns beside a client that are no codes, and why they may be plain."""
CODES = ("a code", "codes", "a hash", "an id", "ids", "made by us", "a typed key",
         "an ISO", "ISO codes", "an IANA", "a language tag", "numbers", "a version",
         "a reply code", "a number of ours", "the other system's id")  # fmt: skip


@cache
def tables():
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))["tables"]


def ours():
    return {
        model._meta.label: model
        for config in apps.get_app_configs()
        if config.name.startswith("afterword.")
        for model in config.get_models(include_auto_created=True)
    }


def columns():
    for label, model in ours().items():
        for field in model._meta.concrete_fields:
            yield label, model, field


def test_every_column_is_classified_and_none_that_is_gone():
    """A new column says what it holds before it holds anything."""
    there = {(label, field.attname) for label, _, field in columns()}
    told = {(label, name) for label, t in tables().items() for name in t["columns"]}
    assert there - told == set(), "not classified"
    assert told - there == set(), "no longer there"


def test_every_table_says_what_it_is_for():
    """In a few words."""
    assert [label for label, table in tables().items() if not table.get("why")] == []


def test_what_is_called_sealed_is_sealed_with_that_key():
    """And nothing sealed is called plain."""
    wrong = []
    for label, _, field in columns():
        said = tables()[label]["columns"][field.attname]
        if isinstance(field, SealedField):
            right = said == {"sealed": str(field.data_class)}
        else:
            right = said in PLAIN
        if not right:
            wrong.append(f"{label}.{field.attname}: {said}")
    assert wrong == []


def test_every_unsealed_column_that_could_hold_words_says_what_it_holds():
    """Free words of or about a client have no place outside a sealed column."""
    there = {
        (label, field.attname)
        for label, _, field in columns()
        if isinstance(field, WORDS)
    }
    told = {(label, n) for label, t in tables().items() for n in t.get("text", {})}
    assert there - told == set()
    assert told - there == set()


def test_beside_a_client_there_are_codes_and_sealed_words():
    """The few columns that hold more are named, each with its reason."""
    more = {
        f"{label}.{field.attname}"
        for label, model, field in columns()
        if isinstance(field, WORDS)
        and ({f.attname for f in model._meta.concrete_fields} & {"client_id"}
             or issubclass(model, Sealed) or "Import" in label)
        and not tables()[label]["text"][field.attname].startswith(CODES)
    }  # fmt: skip
    assert more == set(MAY_BE_WORDS)


def test_a_name_an_address_and_an_answer_are_sealed():
    """What would harm most, by name."""
    for label, name in (
        ("clinic.Client", "name"),
        ("clinic.Client", "date_of_birth"),
        ("clinic.ContactPoint", "address"),
        ("clinic.Administration", "answers"),
        ("ending.Ending", "coping"),
        ("contact.Ruling", "facts"),
    ):
        assert "sealed" in tables()[label]["columns"][name], f"{label}.{name}"
