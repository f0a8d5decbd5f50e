"""Sealed values: standard encryption, bound to their place and to their key."""

from __future__ import annotations

import json
import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from afterword.vault import ring, sealing

KEY = bytes(range(32))
PLACE = ("clinic_client", "name", "row-1")


def test_the_form_is_plain_aes_256_gcm():
    """What is sealed can be opened by anybody's AES-GCM who knows the form."""
    sealed = sealing.seal(KEY, b"Jo", *PLACE)

    assert sealed[:1] == b"\x01"
    bound = b"\x01" + json.dumps(list(PLACE), separators=(",", ":")).encode()
    assert AESGCM(KEY).decrypt(sealed[1:13], sealed[13:], bound) == b"Jo"


def test_the_library_gives_the_published_vector():
    """Test case 16 of the GCM specification (McGrew and Viega), with 256-bit key."""
    key = bytes.fromhex(
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
    )
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")

    sealed = AESGCM(key).encrypt(nonce, plain, bound)

    assert sealed.hex() == (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )


@pytest.mark.parametrize("at", range(1 + 12 + 2 + 16))
def test_a_change_of_any_byte_is_found(at):
    """Form, nonce, text and tag: nothing can be touched."""
    sealed = bytearray(sealing.seal(KEY, b"Jo", *PLACE))
    sealed[at] ^= 1

    with pytest.raises(sealing.CannotOpenError):
        sealing.unseal(KEY, bytes(sealed), *PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        ("clinic_client", "name", "row-2"),
        ("clinic_client", "preferred_name", "row-1"),
        ("ending_ending", "name", "row-1"),
        ("clinic_client", "name,row-1"),
    ],
)
def test_a_sealed_value_cannot_be_moved(elsewhere):
    """Another row, column or table does not open it."""
    sealed = sealing.seal(KEY, b"Jo", *PLACE)

    with pytest.raises(sealing.CannotOpenError):
        sealing.unseal(KEY, sealed, *elsewhere)


def test_the_same_text_never_looks_the_same_twice():
    """Nobody can tell that two people share a name."""
    assert sealing.seal(KEY, b"Jo", *PLACE) != sealing.seal(KEY, b"Jo", *PLACE)


def test_a_blind_index_knows_spellings_and_keeps_places_apart():
    """Case and width do not matter; another practice's index says nothing."""
    one = sealing.blind_index(KEY, " Jo@Example.org", "practice-1", "address")

    assert one == sealing.blind_index(KEY, "jo@example.ORG", "practice-1", "address")
    assert one != sealing.blind_index(KEY, "jo@example.org", "practice-2", "address")
    assert len(one) == 16


def test_keys_are_made_once_and_for_us_alone(tmp_path):
    """A second start keeps the first keys; others cannot read the file."""
    path = tmp_path / "keys.json"
    ring.make(path)
    first = path.read_text()
    ring.make(path)

    assert path.read_text() == first
    assert path.stat().st_mode & 0o077 == 0
    assert len(ring.load(path).wrapping[1]) == 32


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.unlink(), "no such file"),
        (lambda path: path.chmod(0o644), "others may read it"),
        (lambda path: path.write_text("{"), "cannot be read"),
        (lambda path: path.write_text("{}"), "not a file of keys"),
        (lambda path: path.write_text('{"primary": 2, "keys": {}}'), "not a file of"),
    ],
)
def test_a_spoilt_file_of_keys_says_what_to_do(tmp_path, spoil, says):
    """The words name the setting, the file and the problem."""
    path = tmp_path / "keys.json"
    ring.make(path)
    spoil(path)
    if path.exists() and path.stat().st_mode & 0o077 == 0:
        os.chmod(path, 0o600)  # noqa: PTH101 - as it was

    with pytest.raises(ring.KeysError) as caught:
        ring.load(path)

    assert "AFTERWORD_KEYS" in caught.value.for_people
    assert says in caught.value.for_people
