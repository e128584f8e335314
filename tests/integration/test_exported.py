"""What was exported so far, by any number of receipts."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.export import exported, receipt
from appliance.export.exported import FOLDED_AT, INDEX
from appliance.export.planned import PlannedFolder
from appliance.export.progress import ExportProgress, ExportStep
from appliance.export.receipt import LOOKED_AT


def put(receipts: Path, number: int, recording: str, *, audio: bool = False) -> Path:
    """Leave a receipt; the name of a later one follows that of an earlier one."""
    file = receipts / f"{number:08}.json"
    told = {"texts": {recording: f"text {number}"}, "audio": [recording] if audio else []}
    file.write_text(json.dumps(told))
    return file


def read_count(receipts: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many receipts are read to answer once."""
    read: list[Path] = []
    real = receipt.read

    def noted(file: Path) -> dict[str, Any] | None:
        read.append(file)
        return real(file)

    with monkeypatch.context() as patched:
        patched.setattr(receipt, "read", noted)
        exported.texts(receipts)
    return len(read)


def test_the_oldest_of_many_exports_still_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many came after it; and only the newest receipts are read for that."""
    put(tmp_path, 0, "oldest", audio=True)
    for number in range(1, LOOKED_AT + FOLDED_AT):
        put(tmp_path, number, f"r{number % 100}")
    texts = exported.texts(tmp_path)
    assert (101, "text 0", f"text {LOOKED_AT + 100}") == (len(texts), texts["oldest"], texts["r0"])
    assert {"oldest"} == exported.with_audio(tmp_path)
    assert 0 == read_count(tmp_path, monkeypatch)
    put(tmp_path, 10_000, "r0")
    assert 1 == read_count(tmp_path, monkeypatch)
    assert "text 10000" == exported.texts(tmp_path)["r0"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": 2}', b"\xff" * 100])
def test_an_index_that_cannot_be_used_is_made_anew(content: bytes, tmp_path: Path) -> None:
    """All it says stands in the receipts."""
    for number in range(FOLDED_AT):
        put(tmp_path, number, "a")
    expected = exported.texts(tmp_path)
    assert (tmp_path / INDEX).exists()
    (tmp_path / INDEX).write_bytes(content)
    assert expected == exported.texts(tmp_path)


def test_a_receipt_that_is_gone_counts_no_more(tmp_path: Path) -> None:
    """Whoever removes one wants its recordings to be exported again."""
    files = [put(tmp_path, number, f"r{number}") for number in range(FOLDED_AT)]
    assert "r7" in exported.texts(tmp_path)
    files[7].unlink()
    assert "r7" not in exported.texts(tmp_path)


def test_a_damaged_receipt_is_read_again_when_it_is_whole(tmp_path: Path) -> None:
    """An error of the disk for a moment is not kept for good."""
    damaged = put(tmp_path, 0, "a")
    content = damaged.read_bytes()
    damaged.write_bytes(content[:9])
    for number in range(1, FOLDED_AT):
        put(tmp_path, number, "b")
    assert {"b"} == set(exported.texts(tmp_path))
    damaged.write_bytes(content)
    assert {"a", "b"} == set(exported.texts(tmp_path))


def test_an_export_counts_as_the_last_though_the_clock_was_set_back(tmp_path: Path) -> None:
    """Else its recording would be exported again each time until that moment comes again."""
    ahead = put(tmp_path, 1, "a")
    ahead.rename(tmp_path / "20990101-000000-000000-ab12.json")
    exported.texts(tmp_path)
    planned = PlannedFolder(
        name="a", files=(), recording_id="a", about={}, text_sha256="corrected since"
    )
    done = ExportProgress(step=ExportStep.DONE, recordings=1)
    name = receipt.keep(tmp_path, done, [(planned, ())], exported="", recipient="")
    assert "20990101-000000-000001" == name.rpartition("-")[0]
    assert {"a": "corrected since"} == exported.texts(tmp_path)


@given(
    exports=st.lists(
        st.tuples(st.integers(0, 50), st.sampled_from("abc"), st.booleans()), max_size=30
    )
)
def test_the_index_says_what_the_receipts_say(
    exports: list[tuple[int, str, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In whatever order they came to be read, also when the clock was put back meanwhile."""
    receipts = tmp_path_factory.mktemp("receipts")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(exported, "FOLDED_AT", 3)
        for number, recording, audio in exports:
            if not (receipts / f"{number:08}.json").exists():
                put(receipts, number, recording, audio=audio)
                exported.texts(receipts)
        told = exported.texts(receipts), exported.with_audio(receipts)
        (receipts / INDEX).unlink(missing_ok=True)
        assert told == (exported.texts(receipts), exported.with_audio(receipts))
