"""Every form of every page, filled by dice with what a form should never get."""

from __future__ import annotations

import random
import time
from copy import deepcopy
from urllib.parse import quote_plus

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.drills.addresses import every_path
from tests.drills.forms import forms_of
from tests.drills.house import rows_of, undone
from tests.drills.test_hostile_requests import PASSKEYS, built, house, worded

__all__ = ["built", "house"]

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NASTY = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202eevil",
    "\u200b",
    "-1",
    "9" * 400,
    "1e309",
    "NaN",
    "²",
    "٣",
    "2027-02-30",
    "0000-00-00",
    "9999-12-31",
    "0001-01-01",
    "10000-01-01",
    "24:00",
    "25:99",
    "23:59:60",
    "../../etc/passwd",
    "Mars/Olympus",
    "../UTC",
    "America/Los_Angeles\x00",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "{{7*7}}{% x %}",
    "%s%n%(x)s{0}",
    "' OR 1=1--",
    "x" * 20_000,
    "a@b\r\nBcc: c@d.example",
    "en\x00",
    "00000000-0000-0000-0000-000000000000",
    "not-a-uuid",
)
SECONDS = 25.0


def every_form(house):
    """Give each form once: by where it goes and what it asks."""
    found = {}
    for name, path in every_path(house.ids):
        if name in {"account_logout", *PASSKEYS} or name.startswith("demo:"):
            continue
        for who in ("staff", "jo", "kim", "stranger"):
            held = getattr(house, who)
            browser = getattr(held, "browser", held)
            browser.raise_request_exception = False
            with undone():
                page = browser.get(path.replace(house.jo.link, _token(house, name)))
            if page.status_code != 200 or "html" not in page["Content-Type"]:
                continue
            for form in forms_of(page.content.decode(), page.request["PATH_INFO"]):
                key = (form.action.split("?")[0], tuple(sorted(form.fields)))
                found.setdefault(key, (browser, form))
    return list(found.values())


def _token(house, name: str) -> str:
    return house.kim.token if "tablet" in name else house.jo.link


def sent(browser, form, data):
    """Send a form as bytes, as a program would that knows no Unicode."""
    pairs = [
        f"{quote_plus(key)}={quote_plus(value.encode('utf-8', 'surrogatepass'))}"
        for key, value in data.items()
    ]
    if form.method != "post":
        return browser.get(f"{form.action.split('?')[0]}?{'&'.join(pairs)}"[:60_000])
    kind = "application/x-www-form-urlencoded"
    return browser.generic("POST", form.action, "&".join(pairs), content_type=kind)


def test_no_form_breaks_whatever_it_is_given(house):
    """One or more fields of an honest form are spoilt: words come back, never a 500."""
    forms = every_form(house)
    assert len(forms) > 35
    before = rows_of(house.home)
    end = time.monotonic() + SECONDS
    broken, tried = {}, 0

    @settings(
        max_examples=4000,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        which=st.integers(0, len(forms) - 1),
        values=st.lists(st.sampled_from(NASTY) | st.text(max_size=40), min_size=4),
        spoilt=st.integers(0, 2**16),
    )
    def spoil(which, values, spoilt):
        nonlocal tried
        if time.monotonic() > end:
            return
        browser, form = forms[which]
        data = dict(form.fields)
        names = list(data) or ["surplus"]
        chosen = random.Random(spoilt).sample(names, min(len(names), 1 + spoilt % 4))
        data |= dict(zip(chosen, values, strict=False))
        jar = deepcopy(browser.cookies)
        with undone():
            answer = sent(browser, form, data)
        browser.cookies = jar
        tried += 1
        try:
            worded(answer, form.action)
        except AssertionError:
            broken.setdefault((form.action, tuple(chosen)), data)

    spoil()

    assert not broken, {
        key: {n: v[:60] for n, v in data.items()} for key, data in broken.items()
    }
    assert tried > len(forms)
    assert rows_of(house.home) == before
