"""A folder of audio files and what is said in them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from appliance.errors import ApplianceError

REFERENCES: Final = "references.json"
_NO_AUDIO: Final = frozenset({".json", ".txt", ".md", ".csv", ".tsv", ".srt", ".vtt", ".py"})
_LARGEST_BYTES: Final = 16 * 1024 * 1024
_HOW: Final = (
    'Write {folder}/references.json, for example {{"talk.wav": "what is said in it"}}, or a file '
    "talk.txt beside talk.wav; an empty text means that nobody speaks."
)


class EvaluationSetError(ApplianceError):
    """The folder cannot be used to measure with."""

    code = "evaluation-set"
    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One file."""

    file: Path
    reference: str
    """Empty where nobody speaks."""

    language: str
    """ISO 639-1, or empty where the folder does not say."""

    @property
    def name(self) -> str:
        """Of the file."""
        return self.file.name


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationSet:
    """See the module."""

    folder: Path
    items: tuple[Item, ...]
    without_reference: tuple[str, ...]
    """Files that are left out, since nobody knows what is said in them."""


def read_set(folder: Path) -> EvaluationSet:
    """Read the names and the references; the audio is not touched. Raises EvaluationSetError."""
    files = _files(folder)
    if not files:
        raise EvaluationSetError(
            "There are no audio files in {folder}.",
            hint="Name a folder that holds the files themselves; folders in it are not searched.",
            folder=folder,
        )
    told = _references(folder)
    items, without = [], []
    for file in files:
        entry = told.get(file.name, told.get(file.stem))
        if entry is None:
            entry = _beside(file)
        if entry is None:
            without.append(file.name)
        else:
            items.append(Item(file=file, reference=entry[0].strip(), language=entry[1]))
    _refuse_names_without_file(folder, told, files)
    if not items:
        raise EvaluationSetError(
            "Nothing says what is spoken in the files of {folder}.", hint=_HOW, folder=folder
        )
    return EvaluationSet(folder=folder, items=tuple(items), without_reference=tuple(without))


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(
            file
            for file in folder.iterdir()
            if file.is_file()
            and not file.name.startswith(".")
            and file.suffix.lower() not in _NO_AUDIO
        )
    except OSError as error:
        raise EvaluationSetError(
            "The folder {folder} cannot be read: {reason}.",
            hint="Check the name; it must be a folder of audio files.",
            folder=folder,
            reason=error.strerror or error,
        ) from error


_Entry = tuple[str, str]
"""Text and language."""


def _references(folder: Path) -> Mapping[str, _Entry]:
    file = folder / REFERENCES
    if not file.exists():
        return {}
    try:
        content = json.loads(_text(file))
    except json.JSONDecodeError as error:
        raise EvaluationSetError(
            "{file} is no JSON: {reason} in line {line}, column {column}.",
            hint="Correct that place; quotes and commas are what is missing most often.",
            file=file,
            reason=error.msg,
            line=error.lineno,
            column=error.colno,
        ) from error
    except RecursionError as error:
        raise _not_understood(file, "it is nested too deeply") from error
    if not isinstance(content, dict):
        raise _not_understood(file, "it is no object of names and texts")
    return {name: _entry(file, name, value) for name, value in content.items()}


def _entry(file: Path, name: str, value: Any) -> _Entry:
    if isinstance(value, str):
        return value, ""
    if isinstance(value, dict) and isinstance(value.get("text"), str):
        language = value.get("language", "")
        if isinstance(language, str):
            return value["text"], language
    raise _not_understood(file, f"{name} has no text")


def _not_understood(file: Path, reason: str) -> EvaluationSetError:
    return EvaluationSetError(
        "{file} is not understood: {reason}.",
        hint='Write {{"NAME": "text"}} or {{"NAME": {{"language": "zh", "text": "text"}}}} for '
        "each file.",
        file=file,
        reason=reason,
    )


def _beside(file: Path) -> _Entry | None:
    text = file.with_suffix(".txt")
    return (_text(text), "") if text.is_file() else None


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _LARGEST_BYTES:
            raise EvaluationSetError(
                "{file} is too large for references.",
                hint="Name a folder whose references are text files.",
                file=file,
            )
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise EvaluationSetError(
            "{file} cannot be read: {reason}.",
            hint="Check its permissions.",
            file=file,
            reason=error.strerror or error,
        ) from error
    except UnicodeDecodeError as error:
        raise EvaluationSetError(
            "{file} is no text in UTF-8.", hint="Save it as UTF-8 and try again.", file=file
        ) from error


def _refuse_names_without_file(folder: Path, told: Mapping[str, _Entry], files: list[Path]) -> None:
    """Silently left out, they would make the result look better or worse than it is."""
    there = {file.name for file in files} | {file.stem for file in files}
    missing = [name for name in told if name not in there]
    if missing:
        raise EvaluationSetError(
            "{references} names {count} files that are not in the folder: {names}.",
            hint="Copy them there, or take their lines out.",
            references=folder / REFERENCES,
            count=len(missing),
            names=", ".join(missing[:5]) + (" …" if len(missing) > 5 else ""),
        )
