"""Manifests of bundles: what is one, and what never gets out of its folder."""

import json
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.bundles.errors import BundleError
from appliance.bundles.manifest import BYTES_LIMIT, FILES_LIMIT, from_bytes, to_bytes

HASH = "0" * 64


def content(**changes: object) -> dict[str, Any]:
    """Return a good manifest with changes."""
    file = {"path": "model.int8.onnx", "size_bytes": 5, "sha256": HASH}
    good = {"format": 1, "kind": "model", "name": "voice", "version": "1.2", "files": [file]}
    return {**good, **changes}


def file(path: str, *, size_bytes: object = 5, sha256: str = HASH) -> dict[str, object]:
    """Return a file of a manifest."""
    return {"path": path, "size_bytes": size_bytes, "sha256": sha256}


def test_a_manifest_is_read_as_it_was_written() -> None:
    """With everything in it."""
    bundle = from_bytes(json.dumps(content()).encode(), "b")
    assert bundle == from_bytes(to_bytes(bundle), "b")
    assert ("voice", "1.2", 5) == (bundle.name, bundle.version, bundle.size_bytes)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 2},
        {"kind": "configuration"},
        {"name": "../voice"},
        {"name": "Voice"},
        {"version": "one"},
        {"files": []},
        {"files": [file("a"), file("a")]},
        {"files": [file("a", size_bytes=-1)]},
        {"files": [file("a", size_bytes="5")]},
        {"files": [file("a", size_bytes=BYTES_LIMIT), file("b", size_bytes=1)]},
        {"files": [file("a", sha256=HASH[1:])]},
        {"files": [file(f"{number}") for number in range(FILES_LIMIT + 1)]},
        {"later": "field"},
        {"kind": "lexicon"},
        {"kind": "lexicon", "files": [file("folder/words.txt")]},
    ],
)
def test_what_is_no_bundle_is_refused(changes: dict[str, object]) -> None:
    """Whoever signed it may have made a mistake, or be of a later release."""
    with pytest.raises(BundleError, match="The bundle b cannot be used") as caught:
        from_bytes(json.dumps(content(**changes)).encode(), "b")
    assert "bundle make" in caught.value.hint


@pytest.mark.parametrize(
    "path",
    [
        *("", ".", "..", "../x", "/etc/passwd", "a/../../x", "a//b", "a/", "C:x", "a\\b"),
        *("a\0b", "a\nb", ".ssh/authorized_keys", "a/.hidden", "bundle.json", "Bundle.json.sig"),
        "x" * 300,
    ],
)
def test_no_path_leads_out_or_hides(path: str) -> None:
    """Signed or not."""
    with pytest.raises(BundleError, match="cannot be used"):
        from_bytes(json.dumps(content(files=[file(path)])).encode(), "b")


@given(
    st.binary()
    | st.text().map(str.encode)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ).map(lambda value: json.dumps(value).encode())
)
def test_anything_is_a_bundle_or_refused(anything: bytes) -> None:
    """Nothing else comes out of a manifest than a BundleError."""
    with pytest.raises(BundleError):
        from_bytes(anything, "b")


@given(st.text(max_size=40) | st.lists(st.sampled_from(["..", ".", "a", "", "词"])).map("/".join))
def test_whatever_path_is_taken_stays_inside(path: str) -> None:
    """Every path that passes is one of plain names below the folder."""
    try:
        bundle = from_bytes(json.dumps(content(files=[file(path)])).encode(), "b")
    except BundleError:
        return
    parts = PurePosixPath(bundle.files[0].path).parts
    assert path == "/".join(parts)
    assert not {"..", ".", "", "/"} & set(parts)
