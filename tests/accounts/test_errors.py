"""Pages for what went wrong: words for people, without database or session."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from afterword.config import errors

PAGES = {
    "bad_request": lambda request: errors.bad_request(request, ValueError()),
    "forbidden": lambda request: errors.forbidden(request, PermissionError()),
    "not_found": lambda request: errors.not_found(request, LookupError()),
    "too_many": errors.too_many,
    "csrf_failure": errors.csrf_failure,
    "broken": errors.broken,
}


@pytest.mark.parametrize("name", PAGES)
def test_an_error_page_needs_no_database(name):
    """Here is none to ask; the page stands all the same, with help on it."""
    answer = PAGES[name](RequestFactory().get("/desk/people/secret-part"))

    page = answer.content.decode()
    assert answer.status_code >= 400
    assert 'href="/help"' in page
    assert "secret-part" not in page
    assert "afterword" not in page.lower()
    assert page.count("<h1>") == 1


def test_forbidden_reads_as_not_found():
    """Nobody learns that something exists by being refused it."""
    request = RequestFactory().get("/x")

    forbidden, not_found = (PAGES[name](request) for name in ("forbidden", "not_found"))

    assert forbidden.content == not_found.content
    assert forbidden.status_code == not_found.status_code == 404


def test_an_error_of_ours_carries_a_number_that_says_nothing():
    """Two errors have two numbers; neither holds anything about the person."""
    request = RequestFactory().get("/x")

    pages = {errors.broken(request).content for _ in range(3)}

    assert len(pages) == 3
