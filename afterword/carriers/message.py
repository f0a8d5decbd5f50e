"""Build one message as bytes. Two clients' messages differ only where they must.

Every part has a fixed place, encoding and length, but for what the caller
passes in: label, addresses, words and links. It writes no name of a product,
asks for no receipt, and refuses HTML that would fetch anything.
"""

from __future__ import annotations

import base64
import hashlib
import html as markup
import quopri
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import urlsplit

from afterword.carriers.addresses import BadAddressError, ascii_domain, for_envelope
from afterword.carriers.errors import HeaderError, MessageError, RemoteContentError

TOKEN_LENGTH = 32
"""Characters of the random token that each message is given."""
LONGEST_TEXT = 200
LONGEST_URL = 900

_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{TOKEN_LENGTH}}}")
_PLAIN = re.compile(r"[A-Za-z0-9 !#$%&'*+\-/=?^_`{|}~.,:;()\[\]]*")
_URL = re.compile(r"[!-;=?-~]+")
_FETCHING_TAG = re.compile(
    r"<\s*(script|style|img|link|iframe|frame|object|embed|video|audio|source|"
    r"picture|svg|math|form|input|button|base|meta\s[^>]*http-equiv)\b"
    r"|<[^>]*[\s\"'/](src|srcset|background|poster|action|on[a-z]+)\s*=",
    re.IGNORECASE,
)
_FETCHING_STYLE = re.compile(r"url\s*\(|@import|\\", re.IGNORECASE)


def build(  # noqa: PLR0913 - a letter has this many parts
    *,
    sender_label: str,
    sender_address: str,
    recipient: str,
    subject: str,
    text: str,
    html: str,
    unsubscribe_url: str,
    unsubscribe_mailto: str | None = None,
    reply_to: str | None = None,
    message_id_domain: str,
    now: datetime,
    token: str,
) -> bytes:
    """Give the whole message, ready to sign and hand over.

    ``token`` is 32 random characters made for this message alone; the
    Message-ID and the boundary are derived from it and do not reveal it.
    """
    if not _TOKEN.fullmatch(token):
        raise MessageError("token", f"is not {TOKEN_LENGTH} plain characters")
    if now.tzinfo is None:
        raise MessageError("now", "has no time zone")
    _refuse_remote_content(html)
    sender = _address("sender_address", sender_address)
    head = [
        ("Date", format_datetime(now.astimezone(UTC))),
        ("From", f"{_phrase('sender_label', sender_label)}\r\n <{sender}>"),
        ("To", _address("recipient", recipient)),
    ]
    if reply_to is not None:
        head.append(("Reply-To", _address("reply_to", reply_to)))
    boundary = f"=_{_derived('boundary', token)}"
    head += [
        ("Subject", _words("subject", subject)),
        ("Message-ID", _message_id(message_id_domain, token)),
        ("List-Unsubscribe", _ways_out(unsubscribe_url, unsubscribe_mailto)),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative;\r\n boundary="{boundary}"'),
    ]
    lines = "".join(f"{name}: {value}\r\n" for name, value in head).encode()
    return lines + b"\r\n" + _both(text, html, boundary=boundary)


def _both(text: str, html: str, *, boundary: str) -> bytes:
    """Put plain text and HTML between the edges of one message."""
    edge = f"--{boundary}".encode("ascii")
    parts = [edge, _part("plain", text), edge, _part("html", html), edge + b"--", b""]
    return b"\r\n".join(parts)


def plain_html(text: str, *, language: str) -> str:
    """Give simple HTML that says what the plain text says, links included."""
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", language):
        raise MessageError("language", "is not a language tag")
    paragraphs = [p.strip() for p in re.split(r"\n\s*\n", _unix(text)) if p.strip()]
    body = "\n".join(f"<p>{_linked(p)}</p>" for p in paragraphs)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8">'
        f"<title></title></head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _linked(paragraph: str) -> str:
    safe = markup.escape(paragraph).replace("\n", "<br>\n")
    return re.sub(
        r"https?://[^\s<]+[^\s<.,;:!?)]", lambda m: f'<a href="{m[0]}">{m[0]}</a>', safe
    )


def _part(kind: str, body: str) -> bytes:
    """Write one body; always quoted-printable, so that its form says nothing."""
    raw = _unix(body).rstrip("\n").encode() + b"\n"
    coded = quopri.encodestring(raw).replace(b"\n", b"\r\n")
    head = (
        f"Content-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode("ascii") + coded


def _unix(text: str) -> str:
    try:
        text.encode()
    except UnicodeError:
        raise MessageError("text", "holds half a character") from None
    if "\0" in text:
        raise MessageError("text", "holds a NUL")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse_remote_content(html: str) -> None:
    styles = re.findall(r"<[^>]*\bstyle\s*=[^>]*>", html, re.IGNORECASE)
    if _FETCHING_TAG.search(html) or any(
        _FETCHING_STYLE.search(markup.unescape(style)) for style in styles
    ):
        raise RemoteContentError("html", "would fetch or run something")


def _address(part: str, address: str) -> str:
    try:
        return for_envelope(address)
    except BadAddressError as error:
        raise HeaderError(part, str(error)) from None


def _checked(part: str, text: str) -> str:
    """Give a header's text trimmed, or refuse what could leave its line."""
    if not text.strip():
        raise HeaderError(part, "is empty")
    if len(text) > LONGEST_TEXT:
        raise HeaderError(part, f"is longer than {LONGEST_TEXT} characters")
    if not text.isprintable():
        raise HeaderError(part, "holds a line end or another control character")
    return text.strip()


def _words(part: str, text: str) -> str:
    """Write a line of text: as it is when plain and short, else RFC 2047."""
    text = _checked(part, text)
    if _PLAIN.fullmatch(text) and len(text) <= 60 and "=?" not in text:  # noqa: PLR2004
        return text
    return _encoded(text)


def _phrase(part: str, text: str) -> str:
    """Write a display name: in quotes when plain and short, else RFC 2047."""
    text = _checked(part, text)
    if _PLAIN.fullmatch(text) and len(text) <= 60 and "=?" not in text:  # noqa: PLR2004
        return f'"{text}"'
    return _encoded(text)


def _encoded(text: str) -> str:
    """Cut at characters, never inside one, so that every word decodes alone."""
    chunks, chunk = [], ""
    for character in text:
        if len((chunk + character).encode()) > 39:  # noqa: PLR2004 - 52 in base64
            chunks.append(chunk)
            chunk = ""
        chunk += character
    chunks.append(chunk)
    return "\r\n ".join(
        f"=?utf-8?B?{base64.b64encode(c.encode()).decode('ascii')}?=" for c in chunks
    )


def _message_id(domain: str, token: str) -> str:
    try:
        name = ascii_domain(domain)
    except BadAddressError as error:
        raise HeaderError("message_id_domain", str(error)) from None
    return f"<{_derived('message-id', token)}@{name}>"


def _ways_out(url: str, mailto: str | None) -> str:
    ways = [_url("unsubscribe_url", url, {"https", "http"})]
    if mailto is not None:
        ways.append(_url("unsubscribe_mailto", mailto, {"mailto"}))
    return ",\r\n ".join(f"<{way}>" for way in ways)


def _url(part: str, url: str, schemes: set[str]) -> str:
    if not _URL.fullmatch(url) or "," in url or len(url) > LONGEST_URL:
        raise HeaderError(part, "is not a plain address")
    parts = urlsplit(url)
    if parts.scheme not in schemes or not (parts.netloc or parts.path):
        raise HeaderError(part, f"does not begin with {' or '.join(sorted(schemes))}")
    return url


def _derived(use: str, token: str) -> str:
    """Make 32 characters that the token decides and does not show."""
    return hashlib.sha256(f"{use}:{token}".encode()).hexdigest()[:32]
