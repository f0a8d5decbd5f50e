"""Which files make up the packs, each with its SHA-256; and who signed that list.

An edited pack is legitimate, an unnoticed one is not. Not: whether a pack is right.
"""

from __future__ import annotations

import base64
import hashlib
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from afterword.rules.errors import ManifestError

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
_FORM: Final = 1
_NEEDS: Final = (
    "signing and verifying need the package `cryptography`; "
    "it comes with `afterword[server]`"
)


def files_of(root: Path) -> dict[str, str]:
    """Give the SHA-256 of every file below a folder of packs, by its name."""
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and (name := path.relative_to(root).as_posix()) not in (MANIFEST, SIGNATURE)
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
    }


def text_of(root: Path) -> str:
    """Give the manifest as it would be written now."""
    plain = {"form": _FORM, "files": files_of(root)}
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def write(root: Path) -> bool:
    """Write the manifest; say whether it changed. A signature of another is left."""
    path, text = root / MANIFEST, text_of(root)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def differences(root: Path) -> tuple[str, ...]:
    """Name every file that is not as the manifest says, with what is different."""
    said, there = _read(root), files_of(root)
    found = [(name, "is listed and not there") for name in said.keys() - there.keys()]
    found += [(name, "is there and not listed") for name in there.keys() - said.keys()]
    found += [
        (name, "is not what was listed")
        for name in said.keys() & there.keys()
        if said[name] != there[name]
    ]
    return tuple(f"{name} {what}" for name, what in sorted(found))


def sign(root: Path, key_file: Path, ask: Callable[[], str]) -> None:
    """Sign the manifest as it stands. ``ask`` gives the words that lock the key."""
    if differing := differences(root):
        raise ManifestError(
            f"{MANIFEST} is not current: {differing[0]}"
            + (f", and {len(differing) - 1} more" if differing[1:] else "")
            + "; write it with `afterword packs manifest`, look at it, then sign"
        )
    key = _private(key_file, ask)
    signed = base64.b64encode(key.sign((root / MANIFEST).read_bytes()))
    (root / SIGNATURE).write_bytes(signed + b"\n")


def is_signed_by(root: Path, public_key: Path) -> bool:
    """Say whether this key signed the manifest as it stands."""
    key = _public(public_key)
    try:
        signed = base64.b64decode((root / SIGNATURE).read_bytes(), validate=False)
        text = (root / MANIFEST).read_bytes()
    except FileNotFoundError as error:
        raise ManifestError(f"there is no {Path(error.filename).name}") from None
    except ValueError:
        return False
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - beside its key

    try:
        key.verify(signed, text)
    except InvalidSignature:
        return False
    return True


def _read(root: Path) -> dict[str, str]:
    try:
        plain = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ManifestError(
            f"there is no {MANIFEST}; write it with `afterword packs manifest`"
        ) from None
    except ValueError:
        plain = None
    files = plain.get("files") if isinstance(plain, dict) else None
    if not isinstance(files, dict) or plain.get("form") != _FORM:
        raise ManifestError(
            f"{MANIFEST} cannot be read; write it anew with `afterword packs manifest`"
        )
    return {str(name): str(digest) for name, digest in files.items()}


def _private(path: Path, ask: Callable[[], str]) -> Any:
    """Read a private key that nobody else may read, locked by words or not."""
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - only who signs needs it
            Ed25519PrivateKey,
        )
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
            load_pem_private_key,
        )
    except ImportError:
        raise ManifestError(_NEEDS) from None
    text = _bytes(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ManifestError(f"others may read {path}; run: chmod 600 {path}")
    try:
        key = load_pem_private_key(text, password=None)
    except TypeError:  # it is locked
        try:
            key = load_pem_private_key(text, password=ask().encode())
        except ValueError:
            raise ManifestError(f"these words do not open {path}") from None
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise ManifestError(
            f"{path} is no Ed25519 private key in PEM form; make one with: "
            "openssl genpkey -algorithm ed25519 -out KEYFILE"
        )
    return key


def _public(path: Path) -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - only who verifies needs it
            Ed25519PublicKey,
        )
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
            load_pem_public_key,
        )
    except ImportError:
        raise ManifestError(_NEEDS) from None
    try:
        key = load_pem_public_key(_bytes(path))
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise ManifestError(
            f"{path} is no Ed25519 public key in PEM form; make it with: "
            "openssl pkey -in KEYFILE -pubout -out PUBLICKEY"
        )
    return key


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ManifestError(f"{path}: {error.strerror}") from None
