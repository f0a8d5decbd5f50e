"""What people with bad intentions, broken programs and odd keyboards send."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from urllib.parse import quote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Web

from afterword.carriers.sink import Sink
from tests.drills.addresses import every_path
from tests.drills.house import a_house, rows_of, undone
from tests.mail import Hands
from tests.pages import serve_files_as_they_are
from tests.portal.people import words
from tests.stories import FIRST_NOON

pytestmark = pytest.mark.django_db
METHODS = ("get", "head", "options", "post", "put", "patch", "delete", "trace")
PASSKEYS = {"mfa_reauthenticate_webauthn", "mfa_login_webauthn"}
"""The passkeys of these tests open nothing, so these pages are walked elsewhere."""
KEPT = ("consent_key", "accounts_")
"""Tables in which a look may count: when a visit ends, and who is signed in."""
THEIRS = ("Jo Example", "jo@mail.example", "Walk by the river")
TOKENS = (
    "%00",
    "a%00b",
    "..",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "x" * 5000,
    "%F0%9F%92%A9",
    "%ED%A0%80",
    "%FF%FE",
    "'%20OR%201=1--",
    "%E2%80%AE%E2%80%8B",
    "%25s%25n",
    "0b7f6c1e-52f1-4c9e-9d7a-3c6f0a1e2d4b",
)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """Everybody and everything, once for all that happens here."""
    from django.conf import settings

    folder = tmp_path_factory.mktemp("house")
    serve_files_as_they_are()
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        Sink(folder / "mail") as sink,
    ):
        patch.setattr(settings, "JOURNAL", folder / "journal")
        patch.setattr(settings, "SMTP_URL", sink.url)
        patch.setattr(settings, "PUBLIC_URL", "https://note.example.org")
        patch.setattr(settings, "MAIL_FROM", "note@example.org")
        with undone():
            yield a_house(Hands(patch, FIRST_NOON))


@pytest.fixture
def house(built):
    """The same for each test: what the one before changed is taken back."""
    jars = [(each, deepcopy(each.cookies)) for each in built.browsers]
    yield built
    for browser, jar in jars:
        browser.cookies = jar


def worded(answer, *about) -> None:
    """Insist on an answer for people: no error of ours, and words where it is a no."""
    assert answer.status_code < 500, (about, answer.status_code)
    if answer.status_code < 400 or answer.request["REQUEST_METHOD"] == "HEAD":
        return
    kind = answer.headers.get("Content-Type", "")
    assert "<h1" in answer.content.decode() or kind.startswith("text/plain"), about
    assert "Traceback" not in answer.content.decode(), about


def test_everything_has_a_row(house):
    """The walks below walk over real rows, not over nothing."""
    assert [key for key, value in house.ids.items() if not value] == []


@pytest.mark.parametrize("who", ["stranger", "other", "powerless"])
def test_nobody_gets_a_row_that_is_not_theirs(house, who):
    """Every address by every method: no error, no word of Jo's, not a row changed."""
    browser = getattr(house, who)
    browser.raise_request_exception = False
    before = rows_of(house.home, but=KEPT)

    for name, path in every_path({**house.ids, "token": "A" * 32}):
        if name in {"account_logout", *PASSKEYS}:
            continue
        for method in METHODS:
            answer = getattr(browser, method)(path)
            worded(answer, name, method, who)
            page = answer.content.decode("utf-8", "replace")
            assert not [each for each in THEIRS if each in page], name
    assert rows_of(house.home, but=KEPT) == before


@pytest.mark.parametrize("token", TOKENS)
def test_a_made_up_token_is_nothing(house, token):
    """Empty, huge, NUL, beyond Unicode, a path: the same words as for an old link."""
    web = Web(raise_request_exception=False)
    for path in (f"/n/{token}", f"/n/{token}/stop", f"/n/{token}/go", f"/w/{token}"):
        for answer in (web.get(path), web.post(path)):
            worded(answer, path[:60])
            assert answer.status_code in {200, 303, 404, 405}, path[:60]
            assert not [each for each in THEIRS if each in answer.content.decode()]
    assert web.post(f"/n/{token}/one-click").status_code == 404
    for page in (f"/s/{token}", f"/desk/q/{token}", f"/staff/invitation/{token}"):
        worded(house.staff.get(page), page[:60])


@pytest.mark.parametrize("value", ["", "x" * 4000, "a\x7fb", '"', "é", "../..", "=;,"])
@pytest.mark.parametrize("cookie", ["id", "desk", "c", "n", "messages"])
def test_a_malformed_cookie_opens_nothing(house, cookie, value):
    """It is as if there were none."""
    web = Web(raise_request_exception=False)
    header = f"{cookie}={value}"
    for path in ("/", "/t", "/c", "/stop", "/desk/", "/staff/login"):
        answer = web.get(path, HTTP_COOKIE=header)
        worded(answer, path, header[:40])
        assert not [each for each in THEIRS if each in answer.content.decode()]
        worded(web.post(path, {"code": "x"}, HTTP_COOKIE=header), path)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "", "localhost@evil.example", "a b", "x" * 3000, "[::1", "é"],
)
def test_another_host_is_refused_in_words(house, host):
    """And its name comes back in no answer."""
    web = Web(raise_request_exception=False)
    for path in ("/", "/stop", "/desk/", "/desk/people/add"):
        answer = web.get(path, HTTP_HOST=host)
        assert answer.status_code in {400, 302}, path
        if answer.status_code == 400:
            assert "This could not be read" in words(answer)
        assert "evil.example" not in answer.content.decode()
        assert "evil.example" not in answer.headers.get("Location", "")


def test_forwarded_headers_are_not_believed(house):
    """No link, no redirect and no cookie follows what a stranger claims."""
    claims = {
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_PORT": "1",
        "HTTP_X_FORWARDED_FOR": "127.0.0.1, x" * 50,
        "HTTP_X_ORIGINAL_URL": "/desk/people",
        "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE",
        "HTTP_FORWARDED": "host=evil.example",
    }
    for path in ("/", "/t", "/stop", "/desk/", f"/n/{house.jo.link}/stop"):
        answer = Web(raise_request_exception=False).get(path, **claims)
        worded(answer, path)
        assert "evil.example" not in answer.content.decode() + str(answer.headers)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", json.dumps({"code": ["x"]})),
        ("application/json", "{" * 5000),
        (
            "text/xml",
            "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        ),
        ("multipart/form-data", "no boundary"),
        ("multipart/form-data; boundary=x", "--x\r\nContent-Disp"),
        ("multipart/form-data; boundary=" + "x" * 300, "--x"),
        ("application/x-www-form-urlencoded; charset=utf-7", "code=+ADw-"),
        ("application/x-www-form-urlencoded; charset=no-such", "code=x"),
        ("", "code=x"),
        ("nonsense", "\x00\x01"),
    ],
)
def test_what_is_no_form_is_refused_in_words(house, kind, body):
    """JSON, XML, halves of files, charsets that do not exist."""
    before = rows_of(house.home, but=("consent_attempt", "audit_"))
    for browser, path in (
        (house.stranger, "/"),
        (house.stranger, "/stop"),
        (house.stranger, f"/n/{house.jo.link}/go"),
        (house.jo.browser, "/c/reach"),
        (house.staff, "/desk/people/add"),
        (house.staff, "/desk/imports"),
        (house.stranger, "/staff/login"),
    ):
        browser.raise_request_exception = False
        answer = browser.generic("POST", path, body, content_type=kind)
        worded(answer, path, kind)
        assert answer.status_code in {400, 415, 422, 429, 200}, (path, kind)
    assert rows_of(house.home, but=("consent_attempt", "audit_")) == before


def test_too_much_is_refused_in_words(house):
    """A megabyte in one field, five hundred fields: 400 or 422, and nothing kept."""
    before = rows_of(house.home, but=("consent_attempt", "audit_"))
    much = [
        {"code": "x" * 1_000_001, "name": "y"},
        {f"field{n}": "x" for n in range(500)},
        {"code": "x" * 900_000},
        {"own_words": "x" * 900_000, "sender": "own", "name": "x" * 50_000},
    ]
    for data in much:
        for browser, path in (
            (house.stranger, "/"),
            (house.stranger, "/stop"),
            (house.jo.browser, "/c/reach"),
            (house.staff, "/desk/people/add"),
            (house.stranger, "/staff/login"),
        ):
            browser.raise_request_exception = False
            answer = browser.post(path, data)
            worded(answer, path)
            assert answer.status_code in {400, 413, 422, 429, 200}, path
    assert rows_of(house.home, but=("consent_attempt", "audit_")) == before


@pytest.mark.parametrize("path", ["/", "/stop", "/desk/people/add", "/staff/login"])
def test_a_form_from_elsewhere_is_refused_in_words(house, path):
    """It says that nothing was changed, and where to stop."""
    web = Web(enforce_csrf_checks=True, raise_request_exception=False)

    answer = web.post(path, {"code": house.jo.card})

    assert answer.status_code == 403
    assert "This was not sent" in words(answer)
    assert 'href="/stop"' in answer.content.decode()


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 1000,
        b"\xff\xfe" + b"i\x00" * 50,
        b"PK\x03\x04" + b"x" * 500,
        b"id,name\r\n" + b'"' * 9_999,
        b"a,b,c\r\n" * 50_000,
        b",".join([b"h"] * 20_000),
        b"id,name\r\n1," + b"x" * 2_000_000,
        b"\xed\xa0\x80,name\r\n1,2\r\n",
        "id,name,dob,email,status\r\n1,\u202eoJ\u200b,1990-01-01,x@y.example,active\r\n"
        "2,=cmd|'/C calc'!A0,9999-99-99,@SUM(1),active\r\n".encode(),
    ],
    ids=["nul", "utf16", "zip", "quotes", "rows", "columns", "cell", "bad", "formula"],
)
def test_a_hostile_file_is_refused_or_read_and_brings_nobody(house, data):
    """Nobody is added by looking; what comes back runs nothing."""
    before = rows_of(house.home)["public.clinic_client"]
    file = SimpleUploadedFile("../../x.csv\x00", data)

    answer = house.staff.post("/desk/imports", {"file": file, "date_order": "ymd"})

    worded(answer)
    assert answer.status_code in {303, 422}
    assert rows_of(house.home)["public.clinic_client"] == before
    if answer.status_code == 303:
        page = answer["Location"]
        worded(house.staff.get(page))
        rows = house.staff.get(f"{page}/rows")
        assert rows.status_code == 200
        for line in rows.content.decode().splitlines():
            cells = [cell.strip('"') for cell in line.split(",")]
            assert not [cell for cell in cells if cell[:1] in {"=", "@", "+"}], line


@pytest.mark.parametrize(
    "name", ["\u202eJo\u202c", "J\u200bo", "Jo\u0000", "\ufeff", "李 小龙", "ｱ" * 200]
)
def test_names_in_any_script_are_kept_or_refused_in_words(house, name):
    """Never half, never with signs that turn the rest of a page round."""
    answer = house.staff.post(
        "/desk/people/add", {"name": name, "date_of_birth": "1990-01-01"}
    )

    worded(answer)
    outside_fields = re.sub(r'value="[^"]*"', "", answer.content.decode())
    assert "\u202e" not in outside_fields


def test_a_second_press_does_not_do_it_again(house):
    """The same form twice: the second is answered with what the first came to."""
    step = house.ids["step"]
    before = rows_of(house.home, but=("audit_",))
    for path, data in (
        (f"/q/{step}/check", {}),
        (f"/q/{step}/all", {"item_1": "3"}),
    ):
        worded(house.jo.browser.post(path, data), path)
    assert rows_of(house.home, but=("audit_",)) == before
    for _ in range(2):
        answer = house.stranger.post(f"/n/{house.jo.link}/stop")
        assert answer.status_code == 303
    after = rows_of(house.home, but=("audit_",))
    ledger = "public.consent_ledgerentry"
    assert after[ledger] == before[ledger] + 1


@pytest.mark.parametrize("text", ["\x00", "%ff", "'", "x" * 7000, "\u202e", "9" * 30])
def test_queries_are_read_or_refused_in_words(house, text):
    """What stands behind the question mark of every page."""
    asked = quote(text, safe="")
    keys = (
        "q",
        "on",
        "day",
        "from",
        "until",
        "person",
        "client",
        "page",
        "next",
        "who",
    )
    query = urlencode(dict.fromkeys(keys, text)) if text.isprintable() else ""
    query = query or "&".join(f"{key}={asked}" for key in keys)
    for name, path in every_path(house.ids):
        if name in {"account_logout", *PASSKEYS} or name.startswith("demo:"):
            continue
        browser = house.staff if name.startswith("desk:") else house.jo.browser
        browser.raise_request_exception = False
        with undone():
            worded(browser.get(f"{path}?{query}"), name, text[:20])
