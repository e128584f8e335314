"""Sticks in words, for the terminal."""

import os
from typing import Final

from appliance.domain.stick_contents import CutShort, Limits, Refusal
from appliance.domain.stick_names import shown
from appliance.wire.sticks import AudioLine, PackLine, StickContentsTold
from appliance.wire.supervision import Volume

_LIMITS: Final = Limits()

REASONS: Final = {
    Refusal.LINK: "it is a link; links are not followed",
    Refusal.NO_FILE: "it is no file (a folder, a device or a pipe)",
    Refusal.TOO_DEEP: f"it lies deeper than {_LIMITS.depth} folders",
    Refusal.OTHER_VOLUME: "it lies on another volume",
    Refusal.TOO_LARGE: "it is larger than any recording or pack of words",
    Refusal.EMPTY: "it is empty",
    Refusal.UNREADABLE: "it cannot be read",
    Refusal.CHANGED: "it changed while it was read; let nobody write to the stick meanwhile",
    Refusal.ODD_PATH: "its name cannot be used",
    Refusal.NOT_AUDIO: "it is no audio",
    Refusal.SAME_AS_ANOTHER: "it is the same as another file",
    Refusal.NO_ROOM: "the box has no room left",
    Refusal.NOT_QUEUED: "the queue of files does not take it; try it again",
    Refusal.NO_TEXT: "it is no text in UTF-8",
    Refusal.NO_PACK: "most of it cannot be used as a pack of words",
    Refusal.TOO_MANY_ENTRIES: f"it has more than {_LIMITS.pack_entries} terms and rules",
    Refusal.OTHER_PACK: "the box has another pack of this name; --replace replaces it",
}
"""One sentence part for each refusal; a test holds them complete."""

_CUT_SHORT: Final = {
    CutShort.ENTRIES: f"Only the first {_LIMITS.entries} names were looked at.",
    CutShort.TIME: f"Only what could be looked at in {_LIMITS.look_s:.0f} s is shown.",
}


def reason(refusal: str, detail: str) -> str:
    """Say why something is not taken."""
    known = REASONS[Refusal(refusal)] if refusal in list(Refusal) else refusal
    return f"{known} ({detail})" if detail else known


def volume_lines(volumes: tuple[Volume, ...]) -> list[str]:
    """Describe the sticks that are plugged in."""
    if not volumes:
        return ["No stick is plugged in, or none that the system has mounted."]
    return [
        f"{volume.label or volume.identity}  {_size(volume.free_bytes)} free of "
        f"{_size(volume.total_bytes)}, {volume.filesystem}"
        f"{'' if volume.writable else ', read-only'}  {shown(os.fsencode(volume.mount_point))}"
        for volume in volumes
    ]


def contents_lines(found: StickContentsTold) -> list[str]:
    """Describe what is on a stick."""
    lines: list[str] = []
    named = (("Audio", found.audio), ("Packs of words", found.lexicons), ("Models", found.models))
    for title, files in named:
        if files:
            lines.append(f"{title}:")
            lines += [f"  {file.path}  {_size(file.size_bytes)}" for file in files]
    if not lines:
        lines.append("There is nothing to take from this stick.")
    if found.models:
        lines.append("A model is taken with `tingxia models import` and its whole path.")
    if found.exported_count:
        lines.append(f"{found.exported_count} audio files of earlier exports are left out.")
    if found.cut_short:
        lines.append(_CUT_SHORT.get(CutShort(found.cut_short), ""))
    return lines


def refused_lines(found: StickContentsTold) -> list[str]:
    """Say what of a stick is not taken, and why."""
    lines = [f"Left out: {line.path}: {reason(line.refusal, '')}." for line in found.refused]
    more = found.refused_count - len(found.refused)
    return [*lines, f"Left out: {more} more."] if more > 0 else lines


def audio_line(outcome: AudioLine) -> str:
    """Say what became of a file."""
    if outcome.job_id is not None:
        return f"{outcome.path} is queued as {outcome.job_id}."
    return f"Left out: {outcome.path}: {reason(outcome.refusal, outcome.detail)}."


def pack_line(outcome: PackLine) -> str:
    """Say what became of a pack."""
    if outcome.refusal:
        return f"Left out: {outcome.path}: {reason(outcome.refusal, outcome.detail)}."
    what = "installed" if outcome.is_new else "in the box already"
    return f"{outcome.name} is {what}: {outcome.terms} terms, {outcome.rules} rules."


def _size(size_bytes: int) -> str:
    if size_bytes >= 1e9:
        return f"{size_bytes / 1e9:.1f} GB"
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 1e5 else f"{size_bytes} bytes"
