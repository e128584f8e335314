"""Folders of recordings with known text, and folders that are none."""

import json
from pathlib import Path

import pytest

from appliance.diagnostics.evaluation_set import EvaluationSetError, read_set


def folder_with(folder: Path, references: object, *names: str) -> Path:
    """Write files without content and a references.json, as JSON unless it is text."""
    for name in names:
        (folder / name).touch()
    text = references if isinstance(references, str) else json.dumps(references)
    (folder / "references.json").write_text(text, encoding="utf-8")
    return folder


def test_texts_are_found_in_the_references_and_beside_the_files(tmp_path: Path) -> None:
    """By name or by stem; what nobody knows the text of is named and left out."""
    told = {"a.wav": " 甲 ", "b": {"language": "en", "text": "two"}, "silence.flac": ""}
    folder_with(tmp_path, told, "a.wav", "b.mp3", "c.wav", "d.wav", "silence.flac", ".hidden.wav")
    (tmp_path / "c.txt").write_text("\ufeff丙\n", encoding="utf-8")
    found = read_set(tmp_path)

    assert [
        ("a.wav", "甲", ""),
        ("b.mp3", "two", "en"),
        ("c.wav", "丙", ""),
        ("silence.flac", "", ""),
    ] == [(item.name, item.reference, item.language) for item in found.items]
    assert ("d.wav",) == found.without_reference


@pytest.mark.parametrize(
    ("references", "reason"),
    [
        ("{", "is no JSON: .* in line 1"),
        ('["a.wav"]', "no object of names and texts"),
        ({"a.wav": 3}, "a.wav has no text"),
        ({"a.wav": {"language": "zh"}}, "a.wav has no text"),
        ({"a.wav": {"language": 1, "text": "甲"}}, "a.wav has no text"),
        ({"a.wav": "甲", "gone.wav": "乙"}, "names 1 files that are not in the folder: gone.wav"),
        ({}, "Nothing says what is spoken"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_bad_references_are_refused(tmp_path: Path, references: object, reason: str) -> None:
    """With the place and what to write instead, before any audio is read."""
    folder_with(tmp_path, references, "a.wav")
    with pytest.raises(EvaluationSetError, match=reason) as refused:
        read_set(tmp_path)
    assert refused.value.hint


def test_references_in_another_encoding_are_refused(tmp_path: Path) -> None:
    """GB18030 read as UTF-8 would be garbage that looks like errors of the recogniser."""
    (tmp_path / "a.wav").touch()
    (tmp_path / "references.json").write_bytes('{"a.wav": "公差"}'.encode("gb18030"))
    with pytest.raises(EvaluationSetError, match="no text in UTF-8"):
        read_set(tmp_path)


def test_a_folder_without_audio_is_refused(tmp_path: Path) -> None:
    """So is one that is not there."""
    with pytest.raises(EvaluationSetError, match="no audio files"):
        read_set(folder_with(tmp_path, {}))
    with pytest.raises(EvaluationSetError, match="cannot be read"):
        read_set(tmp_path / "none")
