"""Encryption to an age public key."""

from collections.abc import Iterator

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.export_plan import encrypted_limit_bytes
from appliance.export import encryption
from appliance.export.errors import ExportError
from appliance.export.options import ExportOptions, Format

IDENTITY = pyrage.x25519.Identity.generate()
KEY = str(IDENTITY.to_public())
OTHER = str(pyrage.x25519.Identity.generate().to_public())


def encrypted(*blocks: bytes) -> bytes:
    """All pieces together."""
    pieces: list[bytes] = []
    encryption.encrypt(iter(blocks), pieces.append, KEY)
    return b"".join(pieces)


@settings(deadline=None)
@given(blocks=st.lists(st.binary(max_size=300), max_size=8), repeated=st.integers(1, 400))
def test_what_is_encrypted_can_be_decrypted_and_is_not_larger_than_foreseen(
    blocks: list[bytes], repeated: int
) -> None:
    """Whatever the pieces, also none and empty ones."""
    plain = b"".join(blocks) * repeated

    secret = encrypted(*(blocks * repeated))

    assert plain == pyrage.decrypt(secret, [IDENTITY])
    assert len(plain) < len(secret) <= encrypted_limit_bytes(len(plain))


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "age1",
        "age1" + "q" * 58,
        KEY[:-1],
        KEY[:-1] + ("p" if KEY[-1] != "p" else "q"),
        "ssh-ed25519 AAAA",
    ],
    ids=["nothing", "beginning", "checksum", "short", "letter", "ssh"],
)
def test_what_is_no_public_key_is_refused_with_what_one_looks_like(wrong: str) -> None:
    """Also one with a single wrong letter."""
    with pytest.raises(ExportError, match="no public key") as refused:
        encryption.check(wrong)

    assert "begins with age1" in refused.value.hint


def test_a_secret_key_is_refused_without_repeating_it() -> None:
    """It would lie in logs and on the screen."""
    with pytest.raises(ExportError, match="secret key") as refused:
        encryption.check(str(IDENTITY).lower())

    assert str(IDENTITY)[20:] not in f"{refused.value} {refused.value.hint}".upper()
    assert "age-keygen -y" in refused.value.hint


def test_an_error_of_the_source_comes_through_as_it_is() -> None:
    """The library would make a text of it."""

    def failing() -> Iterator[bytes]:
        yield b"begun"
        raise OSError(5, "the disk failed")

    with pytest.raises(OSError, match="the disk failed"):
        encryption.encrypt(failing(), list[bytes]().append, KEY)


@pytest.mark.parametrize("size", [10, 70_000, 500_000])
def test_an_error_of_the_sink_is_never_lost(size: int) -> None:
    """The library swallows one at the end of a short stream, which would look like success."""

    def refuse(piece: bytes) -> None:
        raise ValueError(f"no room for {len(piece)}")

    with pytest.raises(ValueError, match="no room"):
        encryption.encrypt(iter([bytes(size)]), refuse, KEY)


def test_the_boxs_own_key_leaves_no_choice() -> None:
    """With a key in the settings, nothing goes out in the clear and nothing to others."""
    asked = ExportOptions(formats=(Format.TXT,))

    assert asked == encryption.ruled(asked, "")
    assert KEY == encryption.ruled(asked, KEY).recipient
    assert KEY == encryption.ruled(ExportOptions(recipient=KEY), KEY).recipient
    assert OTHER == encryption.ruled(ExportOptions(recipient=OTHER), "").recipient
    with pytest.raises(ExportError, match="no other key"):
        encryption.ruled(ExportOptions(recipient=OTHER), KEY)


def test_the_how_to_names_key_file_and_both_systems() -> None:
    """In both languages, for Windows too, with the lines that Windows needs."""
    text = encryption.how_to(KEY, "x.txt", "x.about.json.age").decode()

    assert text.count(KEY) == 2
    assert "age --decrypt --identity key.txt --output x.txt x.txt.age" in text
    assert "PowerShell" in text
    assert "已加密" in text
    assert text.count("\n") == text.count("\r\n")
