"""A signature covers every header that matters, or there is an error in words."""

import base64

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from afterword.carriers.dkim import Signer, sign
from afterword.carriers.errors import SigningError
from tests.carriers.test_message import a_message


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def written(key, path, form=serialization.PrivateFormat.PKCS8):
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, form, serialization.NoEncryption()
        )
    )
    return str(path)


def settings(path, **more):
    return {
        "AFTERWORD_DKIM_KEY": path,
        "AFTERWORD_DKIM_DOMAIN": "house.example",
        "AFTERWORD_DKIM_SELECTOR": "note",
    } | more


def published(key):
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)

    def look_up(name, **_):
        return record if name == b"note._domainkey.house.example." else None

    return look_up


@pytest.mark.parametrize(
    "form",
    [
        serialization.PrivateFormat.PKCS8,
        serialization.PrivateFormat.TraditionalOpenSSL,
    ],
)
def test_a_signed_message_verifies(key, tmp_path, form):
    """The signature holds under the public key, whatever form the key file has."""
    signer = Signer.read(settings(written(key, tmp_path / "key.pem", form)))

    signed = sign(a_message(), signer=signer)

    assert dkim.verify(signed, dnsfunc=published(key))
    assert signed.endswith(a_message())


@pytest.mark.parametrize(
    ("found", "put"),
    [
        (b"From: ", b"From: x"),
        (b"To: jo", b"To: eve"),
        (b"Subject: A", b"Subject: B"),
        (b"Date: Sun", b"Date: Mon"),
        (b"Message-ID: <", b"Message-ID: <0"),
        (b"List-Unsubscribe: <https://house", b"List-Unsubscribe: <https://evil"),
        (b"List-Unsubscribe-Post: List", b"List-Unsubscribe-Post: Lost"),
        (b"Auto-Submitted: auto", b"Auto-Submitted: hand"),
        (b"Hello", b"Howdy"),
        (b"\r\nDate: ", b"\r\nSubject: Another\r\nDate: "),
        (b"\r\nDate: ", b"\r\nReply-To: eve@evil.example\r\nDate: "),
    ],
)
def test_a_changed_message_no_longer_verifies(key, tmp_path, found, put):
    """Changing or adding any of these headers breaks the signature."""
    signer = Signer.read(settings(written(key, tmp_path / "key.pem")))
    signed = sign(a_message(), signer=signer)

    changed = signed.replace(found, put, 1)

    assert changed != signed
    assert not dkim.verify(changed, dnsfunc=published(key))


def test_signatures_of_two_messages_have_one_length(key, tmp_path):
    """A signature says nothing by its size."""
    signer = Signer.read(settings(written(key, tmp_path / "key.pem")))

    lengths = {len(sign(a_message(token=c * 32), signer=signer)) for c in "abcdefgh"}

    assert len(lengths) == 1


def test_without_settings_nothing_is_signed():
    """No key, no signature, and the bytes stay as they are."""
    assert Signer.read({}) is None
    assert sign(a_message(), signer=None) == a_message()


@pytest.mark.parametrize(
    "missing",
    ["AFTERWORD_DKIM_KEY", "AFTERWORD_DKIM_DOMAIN", "AFTERWORD_DKIM_SELECTOR"],
)
def test_half_a_setting_is_an_error_that_names_the_other_half(key, tmp_path, missing):
    """A forgotten setting never sends unsigned mail by accident."""
    given = settings(written(key, tmp_path / "key.pem"), **{missing: ""})

    with pytest.raises(SigningError) as caught:
        Signer.read(given)

    assert caught.value.for_people.startswith(f"{missing}: ")


def test_a_wrong_key_file_is_an_error_that_says_what_is_needed(tmp_path):
    """No file, no key, a weak key, another kind of key: each is told."""
    (tmp_path / "text.pem").write_text("hello")
    weak = 1024
    small = rsa.generate_private_key(65537, weak)
    other = ec.generate_private_key(ec.SECP256R1())
    paths = {
        str(tmp_path / "none.pem"): "cannot be read",
        str(tmp_path / "text.pem"): "holds no private key",
        written(small, tmp_path / "small.pem"): "2048 bits",
        written(other, tmp_path / "ec.pem"): "RSA key",
    }

    for path, words in paths.items():
        with pytest.raises(SigningError, match=words):
            Signer.read(settings(path))


def test_a_wrong_domain_or_selector_is_an_error(key, tmp_path):
    """Domain and selector are host names and nothing else."""
    path = written(key, tmp_path / "key.pem")

    for name in ("AFTERWORD_DKIM_DOMAIN", "AFTERWORD_DKIM_SELECTOR"):
        with pytest.raises(SigningError) as caught:
            Signer.read(settings(path, **{name: "a b;c"}))
        assert caught.value.setting == name
