"""Read the settings that an operator gives, and say in words what is wrong.

Nothing here connects to anything; it only reads and checks.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from afterword import postgres

APP_ROLE = "afterword_app"
OWNER_ROLE = "afterword_owner"
MOST_PROXIES = 9
HIGHEST_PORT = 65535
DEMONSTRATION = "demonstration"
"""File in a data folder that says: nothing here is about a real person."""


class SettingError(Exception):
    """A setting is missing or wrong. ``for_people`` says which and what to set."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        self.for_people = f"{name}: {problem}"
        super().__init__(self.for_people)


@dataclass(frozen=True)
class Setting:
    """One setting: its name, what it is for, and what holds without it."""

    name: str
    meaning: str
    default: str


SETTINGS = (
    Setting(
        "AFTERWORD_HOME",
        "folder for the embedded database, keys, journal, help pages",
        "~/.local/share/afterword (as root: /var/lib/afterword)",
    ),
    Setting("AFTERWORD_PORT", "port that the web server listens on", "8321"),
    Setting(
        "AFTERWORD_PUBLIC_URL",
        "address that people open; links and passkeys use it",
        "http://localhost:PORT",
    ),
    Setting(
        "AFTERWORD_PROXIES",
        "how many proxies stand in front; the visitor's address is read behind them",
        "0",
    ),
    Setting(
        "AFTERWORD_DATABASE_URL",
        "PostgreSQL server, application role (15 or later)",
        "the embedded PostgreSQL",
    ),
    Setting(
        "AFTERWORD_OWNER_DATABASE_URL",
        "the same database, owner role; used by migrations and back-ups alone",
        "the embedded PostgreSQL",
    ),
    Setting(
        "AFTERWORD_DATABASE_ROLE",
        "which role this process takes on the embedded PostgreSQL",
        APP_ROLE,
    ),
    Setting(
        "AFTERWORD_SMTP_URL",
        "mail server, smtp://user:password@host:587 or smtps://…:465",
        "none: nothing is sent (the demonstration keeps its mail in a folder)",
    ),
    Setting(
        "AFTERWORD_MAIL_FROM",
        "address that messages to clients come from; its domain signs them",
        "note@ the host of AFTERWORD_PUBLIC_URL",
    ),
    Setting(
        "AFTERWORD_KEYS",
        "file with the keys, mode 0600; made by itself only beside the embedded "
        "database",
        "HOME/keys.json",
    ),
    Setting(
        "AFTERWORD_JOURNAL",
        "folder for the journal of stops, best on another disk",
        "HOME/journal",
    ),
    Setting("AFTERWORD_DKIM_KEY", "private key file that signs mail", "unsigned"),
    Setting("AFTERWORD_DKIM_DOMAIN", "domain of that signature", "unsigned"),
    Setting("AFTERWORD_DKIM_SELECTOR", "selector of that signature", "unsigned"),
    Setting(
        "AFTERWORD_SECRET_KEY",
        "signs sessions and forms; the same on every host that serves one practice",
        "HOME/secret-key, made once",
    ),
    Setting(
        "AFTERWORD_DATABASE_NAME",
        "name of the database inside the embedded PostgreSQL",
        "afterword",
    ),
    Setting(
        "AFTERWORD_DEMO",
        "set by `afterword demo` alone: opens the demonstration's doors",
        "unset",
    ),
    Setting(
        "AFTERWORD_DEMO_CLOCK",
        "set by `afterword demo` alone: folder of the clock that can be moved",
        "unset",
    ),
    Setting(
        "AFTERWORD_YIELDS",
        "set by tests alone: points at which a process is stopped on purpose",
        "unset",
    ),
)


def home() -> Path:
    """Give the data folder."""
    return postgres.home()


def is_demonstration() -> bool:
    """Say whether the data folder is one of the demonstration."""
    return (home() / DEMONSTRATION).exists()


def load_django() -> None:
    """Load Django for a command that reads or writes rows."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "afterword.config.settings")
    import django  # noqa: PLC0415 - commands that need no rows start without it

    django.setup()


def port() -> int:
    """Give the port, or say what a port is."""
    text = os.environ.get("AFTERWORD_PORT", "8321")
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_PORT):
        raise SettingError("AFTERWORD_PORT", f"`{text}` is not a port; use 1 to 65535.")
    return int(text)


def public_url() -> str:
    """Give the address that people open, without a slash at its end."""
    url = os.environ.get("AFTERWORD_PUBLIC_URL", f"http://localhost:{port()}")
    parts = urlsplit(url)
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingError(
            "AFTERWORD_PUBLIC_URL",
            f"`{url}` is not a web address; use one like https://note.example.org",
        )
    if parts.scheme == "http" and not local:
        raise SettingError(
            "AFTERWORD_PUBLIC_URL",
            "must begin with https:// (only localhost may do without)",
        )
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise SettingError(
            "AFTERWORD_PUBLIC_URL", "is scheme and host alone, without a path"
        )
    return url.rstrip("/")


def proxies() -> int:
    """Give how many proxies to trust, or say what to write there."""
    text = os.environ.get("AFTERWORD_PROXIES", "0")
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_PROXIES):
        raise SettingError(
            "AFTERWORD_PROXIES", f"`{text}` is not a number from 0 to 9."
        )
    return int(text)


def database(role: str) -> dict[str, object]:
    """Give Django's database settings for a role.

    Without an address the embedded PostgreSQL serves; whoever starts a process
    starts it first (``postgres.start``). Nothing is started here.
    """
    name = (
        "AFTERWORD_OWNER_DATABASE_URL"
        if role == OWNER_ROLE
        else "AFTERWORD_DATABASE_URL"
    )
    url = os.environ.get(name)
    if url is None:
        if os.environ.get("AFTERWORD_DATABASE_URL"):
            raise SettingError(name, "is needed for this, as AFTERWORD_DATABASE_URL is")
        server = postgres.expected()
        return {
            "NAME": os.environ.get("AFTERWORD_DATABASE_NAME", "afterword"),
            "HOST": str(server.socket),
            "PORT": server.port,
            "USER": role,
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise SettingError(
            name, "use an address like postgresql://role:password@host:5432/afterword"
        )
    return {
        "NAME": unquote(parts.path.strip("/")),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or 5432),
        "USER": unquote(parts.username or role),
        "PASSWORD": unquote(parts.password or ""),
    }


def embedded() -> bool:
    """Say whether the embedded PostgreSQL serves this installation."""
    return not os.environ.get("AFTERWORD_DATABASE_URL")


def journal() -> Path:
    """Give the folder of the journal of stops."""
    return Path(os.environ.get("AFTERWORD_JOURNAL") or home() / "journal")


def keys() -> Path:
    """Give the file of keys."""
    return Path(os.environ.get("AFTERWORD_KEYS") or home() / "keys.json")


def secret_key() -> str:
    """Give the key that signs sessions and forms, made once beside the data."""
    if given := os.environ.get("AFTERWORD_SECRET_KEY"):
        return given
    path = home() / "secret-key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    text = secrets.token_urlsafe(48)
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(fd, "w", encoding="ascii") as file:
        file.write(text)
    return text
