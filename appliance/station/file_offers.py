"""What was offered to the queue: files, and the audio files of folders."""

import errno
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.domain.audio_suffixes import AUDIO_SUFFIXES
from appliance.domain.file_path import legible
from appliance.station.decoding import open_file
from appliance.station.face_files import LeftOut
from appliance.station.unreadable_audio import Refusal, UnreadableAudioError

MOST_LOOKED_AT: Final = 10_000
DEEPEST: Final = 16
MOST_TOLD: Final = 100
"""Of what cannot be taken in a folder; the rest is counted."""

_NO_FILES: Final = frozenset({Refusal.FOLDER, Refusal.LINK})
_DIGITS: Final = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A regular file."""

    path: Path
    name: str
    size_bytes: int
    mtime_ns: int


def look_at(paths: Sequence[Path], names: Sequence[str] = ()) -> tuple[list[Offer], list[LeftOut]]:
    """Find the files; blocks. ``names`` are shown instead of the files' own."""
    offers: list[Offer] = []
    left_out: list[LeftOut] = []
    for number, path in enumerate(paths):
        if path.is_dir() and not path.is_symlink():
            found, unfit, is_cut = _search(path)
            offers += found
            left_out += _told(path, unfit)
            if is_cut or not (found or unfit):
                left_out.append(_folder_left_out(path, is_cut=is_cut))
            continue
        try:
            offers.append(_offer(path, names[number] if number < len(names) else ""))
        except UnreadableAudioError as error:
            left_out.append(_left_out(path, error))
    return offers, left_out


def has_audio_name(path: Path) -> bool:
    """Tell by its name whether a file may be audio, and is no hidden or half-copied one."""
    return not path.name.startswith((".", "~")) and path.suffix.lower() in AUDIO_SUFFIXES


def natural(name: str) -> list[tuple[int, str]]:
    """Return a key that sorts 2 before 10."""
    parts = _DIGITS.split(name.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _offer(path: Path, name: str) -> Offer:
    try:
        opened = open_file(path)
        os.close(opened)
    except UnreadableAudioError as error:
        if error.refusal is not Refusal.EMPTY:  # that one is a file, and is explained as such
            raise
    try:
        found = os.lstat(path)
    except OSError as error:  # it was removed at this moment
        raise UnreadableAudioError(Refusal.READ_FAILED, path, error.strerror or "") from error
    return Offer(
        path=path,
        name=name or legible(path.name),
        size_bytes=found.st_size,
        mtime_ns=found.st_mtime_ns,
    )


def _search(folder: Path) -> tuple[list[Offer], list[LeftOut], bool]:
    """Return the audio files below a folder, what is unfit, and whether it holds too many."""
    found: list[Offer] = []
    unfit: list[LeftOut] = []
    is_cut = False
    for count, path in enumerate(_walk(folder, 0, unfit)):
        if is_cut := count >= MOST_LOOKED_AT:
            break
        if not has_audio_name(path):
            continue
        try:
            found.append(_offer(path, ""))
        except UnreadableAudioError as error:
            if error.refusal not in _NO_FILES:
                unfit.append(_left_out(path, error))
    return sorted(found, key=lambda offer: natural(str(offer.path))), unfit, is_cut


def _walk(folder: Path, depth: int, unfit: list[LeftOut]) -> Iterator[Path]:
    """Yield what lies in a folder and below it; links are not followed."""
    try:
        entries = os.scandir(folder)
    except OSError as error:
        refusal = Refusal.FORBIDDEN if error.errno == errno.EACCES else Refusal.READ_FAILED
        unreadable = UnreadableAudioError(refusal, folder, error.strerror or "")
        unfit.append(_left_out(folder, unreadable))
        return
    with entries:
        for entry in entries:
            path = Path(entry.path)
            yield path
            is_folder = entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")
            if is_folder and depth < DEEPEST:
                yield from _walk(path, depth + 1, unfit)


def _left_out(path: Path, error: UnreadableAudioError) -> LeftOut:
    return LeftOut(path=str(path), reason=str(error), hint=error.hint)


def _told(folder: Path, unfit: list[LeftOut]) -> list[LeftOut]:
    """Keep the answer about a folder in which nothing can be read to a size that can be sent."""
    if len(unfit) <= MOST_TOLD:
        return unfit
    reason = f"{len(unfit) - MOST_TOLD} more in {legible(str(folder))} cannot be taken either."
    return [*unfit[:MOST_TOLD], LeftOut(path=str(folder), reason=reason, hint=unfit[-1].hint)]


def _folder_left_out(folder: Path, *, is_cut: bool) -> LeftOut:
    shown = legible(str(folder))
    if is_cut:
        return LeftOut(
            path=str(folder),
            reason=f"{shown} holds more than {MOST_LOOKED_AT} files; the rest was not looked at.",
            hint="Name the folders in it one by one.",
        )
    return LeftOut(
        path=str(folder),
        reason=f"{shown} holds no file with a name of audio.",
        hint="Name the files themselves; they are known by their content then.",
    )
