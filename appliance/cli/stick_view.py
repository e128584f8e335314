"""Sticks in words, for the terminal."""

import os
from typing import Final

from appliance.diagnostics.checks.stick import HOW_IT_OPENS, NOT_OPEN
from appliance.domain.stick_contents import CutShort, Limits
from appliance.domain.stick_names import shown
from appliance.station.stick_reasons import reason
from appliance.wire.sticks import AudioLine, PackLine, StickContentsTold, SticksTold

_LIMITS: Final = Limits()

STAND_IN: Final = "stand-in stick: a folder on this machine"

_CUT_SHORT: Final = {
    CutShort.ENTRIES: f"Only the first {_LIMITS.entries} names were looked at.",
    CutShort.TIME: f"Only what could be looked at in {_LIMITS.look_s:.0f} s is shown.",
}


def plugged_lines(plugged: SticksTold) -> list[str]:
    """Describe the sticks that are plugged in."""
    if not plugged.volumes and not plugged.unopened:
        return ["No stick is plugged in, or none that the system has mounted."]
    lines = [
        f"{volume.label or volume.identity}  {_size(volume.free_bytes)} free of "
        f"{_size(volume.total_bytes)}, {STAND_IN if volume.is_stand_in else volume.filesystem}"
        f"{'' if volume.writable else ', read-only'}  {shown(os.fsencode(volume.mount_point))}"
        for volume in plugged.volumes
    ]
    if plugged.unopened:
        lines += [NOT_OPEN.format(names=", ".join(plugged.unopened)), f"→ {HOW_IT_OPENS}"]
    return lines


def contents_lines(found: StickContentsTold) -> list[str]:
    """Describe what is on a stick."""
    lines: list[str] = []
    named = (("Audio", found.audio), ("Packs of words", found.lexicons), ("Models", found.models))
    if found.bundles:
        lines += ["Bundles:", *(f"  {folder.path}" for folder in found.bundles)]
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
