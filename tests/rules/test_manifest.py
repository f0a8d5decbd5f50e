"""The list of pack files, and who signed it: an edit that nobody noticed is found."""

from __future__ import annotations

import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from afterword.cli import main
from afterword.rules import manifest
from afterword.rules.errors import ManifestError
from afterword.rules.loading.packs import PACKS
from tests.promises.source import kept_files


@pytest.fixture
def packs(tmp_path):
    """A small folder of packs with its manifest."""
    root = tmp_path / "packs"
    for name in ("places/regions.yaml", "practice/baseline.yaml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PACKS / name, root / name)
    manifest.write(root)
    return root


@pytest.fixture
def key(tmp_path):
    """A key pair of nobody: the private file first, the public one second."""
    made = Ed25519PrivateKey.generate()
    private, public = tmp_path / "key.pem", tmp_path / "key.pub.pem"
    private.write_bytes(
        made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    private.chmod(0o600)
    public.write_bytes(
        made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    return private, public


def nobody():
    raise AssertionError("this key is not locked")


def test_the_shipped_manifest_is_current():
    """After a change of any pack: `make reference`, or `afterword packs manifest`."""
    assert manifest.differences(PACKS) == ()


def test_no_private_key_is_kept_beside_the_packs():
    """A key that signs releases lies with whoever signs, never here."""
    begins = b"-----BEGIN"
    assert [p.name for p in kept_files() if p.read_bytes().startswith(begins)] == []


def test_each_kind_of_difference_is_named(packs):
    """Changed, added and taken away are three things."""
    (packs / "practice" / "baseline.yaml").write_text("pack: baseline\n")
    (packs / "practice" / "house.yaml").write_text("pack: house\n")
    (packs / "places" / "regions.yaml").unlink()
    assert manifest.differences(packs) == (
        "places/regions.yaml is listed and not there",
        "practice/baseline.yaml is not what was listed",
        "practice/house.yaml is there and not listed",
    )


def test_an_edited_pack_is_noted_and_is_no_problem(packs, capsys):
    """`check` says which file differs from the list, and ends well all the same."""
    path = packs / "practice" / "baseline.yaml"
    path.write_text(path.read_text() + "# a remark\n")
    main(["packs", "check", "--packs", str(packs)])
    told = capsys.readouterr().out
    assert "note: practice/baseline.yaml is not what was listed" in told


def test_the_manifest_is_written_once_and_says_so(packs, capsys):
    """A second writing changes nothing."""
    (packs / "README.md").write_text("Packs\n")
    assert main(["packs", "manifest", "--packs", str(packs)]) == 0
    assert main(["packs", "manifest", "--packs", str(packs)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Written: ")
    assert second.startswith("Already current: ")


def test_a_signed_manifest_is_verified_by_its_key_alone(packs, key, tmp_path):
    """Another key does not fit, nor does the same key after a change."""
    private, public = key
    manifest.sign(packs, private, nobody)
    assert manifest.is_signed_by(packs, public)
    other = tmp_path / "other.pem"
    other.write_bytes(
        Ed25519PrivateKey.generate()
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    assert not manifest.is_signed_by(packs, other)
    (packs / "README.md").write_text("Packs\n")
    manifest.write(packs)
    assert not manifest.is_signed_by(packs, public)


def test_a_spoilt_signature_is_no_signature(packs, key):
    """Whatever stands in the file, the answer is no, and never a trace."""
    private, public = key
    manifest.sign(packs, private, nobody)
    for spoilt in (b"", b"\xff\xfe", b"AAAA", b"=" * 9):
        (packs / manifest.SIGNATURE).write_bytes(spoilt)
        assert not manifest.is_signed_by(packs, public)


def test_a_file_changed_after_signing_is_found(packs, key, capsys):
    """The signature still fits the list, and the list no longer fits the files."""
    private, public = key
    manifest.sign(packs, private, nobody)
    verify = ["packs", "manifest", "--packs", str(packs), "--verify", str(public)]
    assert main(verify) == 0
    assert "all 2 files are as they were signed" in capsys.readouterr().out
    (packs / "practice" / "baseline.yaml").write_text("pack: baseline\n")
    assert main(verify) == 2
    assert "practice/baseline.yaml is not what was listed" in capsys.readouterr().out


def test_what_is_not_current_is_not_signed(packs, key):
    """Nobody signs an edit that they did not see."""
    (packs / "practice" / "baseline.yaml").write_text("pack: baseline\n")
    with pytest.raises(ManifestError, match="not current"):
        manifest.sign(packs, key[0], nobody)
    assert not (packs / manifest.SIGNATURE).exists()


def test_what_does_not_load_is_not_signed(packs, key, capsys):
    """The list is current, and what it lists is broken."""
    (packs / "practice" / "baseline.yaml").write_text("pack: baseline\n")
    manifest.write(packs)
    assert (
        main(["packs", "manifest", "--packs", str(packs), "--sign", str(key[0])]) == 2
    )
    assert "nothing is signed that does not load" in capsys.readouterr().err
    assert not (packs / manifest.SIGNATURE).exists()


def test_a_key_that_others_may_read_is_not_used(packs, key):
    """The message says which command mends it."""
    key[0].chmod(0o644)
    with pytest.raises(ManifestError, match="chmod 600"):
        manifest.sign(packs, key[0], nobody)


def test_a_locked_key_is_opened_with_its_words(packs, tmp_path):
    """The right words sign; wrong ones are told so."""
    path = tmp_path / "locked.pem"
    path.write_bytes(
        Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"seven pebbles")
        )
    )
    path.chmod(0o600)
    with pytest.raises(ManifestError, match="do not open"):
        manifest.sign(packs, path, lambda: "six pebbles")
    manifest.sign(packs, path, lambda: "seven pebbles")
    assert (packs / manifest.SIGNATURE).exists()


@pytest.mark.parametrize("text", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\n"])
def test_what_is_no_key_is_told_how_one_is_made(packs, tmp_path, text):
    """Of either half."""
    path = tmp_path / "odd.pem"
    path.write_bytes(text)
    path.chmod(0o600)
    with pytest.raises(ManifestError, match="openssl genpkey"):
        manifest.sign(packs, path, nobody)
    with pytest.raises(ManifestError, match="openssl pkey"):
        manifest.is_signed_by(packs, path)


def test_a_missing_or_unreadable_list_says_what_to_do(packs):
    """No list, no form that is known: write it anew."""
    (packs / manifest.MANIFEST).write_text("[]")
    with pytest.raises(ManifestError, match="afterword packs manifest"):
        manifest.differences(packs)
    (packs / manifest.MANIFEST).unlink()
    with pytest.raises(ManifestError, match="afterword packs manifest"):
        manifest.differences(packs)


def test_the_doctor_names_an_edited_pack(monkeypatch):
    """Whoever looks after it learns of an edit that nobody told them of."""
    from afterword.config import operations

    assert "each file as its manifest lists it" in operations._look_packs()
    differing = ("practice/baseline.yaml is not what was listed",)
    monkeypatch.setattr(manifest, "differences", lambda _root: differing)
    assert differing[0] in operations._look_packs()
