"""The mixers of the system: what they mute of a microphone, and how it is switched on again."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from appliance.diagnostics.readers.tool import Ask

_CONTROL = re.compile(r"^Simple mixer control '([^']+)',(\d+)", re.MULTILINE)
_SWITCHED_OFF = re.compile(r"Capture.*\[off\]")
_ONE_OF_SEVERAL = re.compile(r"Capture exclusive group")
_TURNED_DOWN = re.compile(r"Capture \d+ \[0%\]")
_INPUT = re.compile(r"Capture (\d+ )?\[")
_MICROPHONE = re.compile(r"mic|capture|headset|adc", re.IGNORECASE)
_VOLUME = re.compile(r"Volume:\s*([\d.]+)")
_SOURCE: Final = "@DEFAULT_AUDIO_SOURCE@"

AGAIN_PERCENT: Final = 80
"""Where a level that was turned down to nothing is put: loud enough, and seldom too loud."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted:
    """What a mixer has muted."""

    name: str
    remedy: tuple[Sequence[str], ...]
    """The commands that switch it on again."""


def muted(cards: Collection[str], ask: Ask) -> tuple[Muted, ...]:
    """Ask ALSA about the cards of these numbers, and PipeWire, where their tools are there."""
    return (*_by_alsa(cards, ask), *_by_pipewire(ask))


def unmute(cards: Collection[str], ask: Ask) -> None:
    """Switch on what is muted; whether that helped is seen by asking again."""
    for each in muted(cards, ask):
        for command in each.remedy:
            ask(command)


def _by_alsa(cards: Collection[str], ask: Ask) -> Iterator[Muted]:
    for card in cards:
        parts = _CONTROL.split(ask(("amixer", "-c", card, "scontents")))[1:]
        controls = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
        inputs = [each for each in controls if _INPUT.search(each[2])]
        # A line-in that is off beside a microphone is no fault, and switched on adds noise.
        microphones = [each for each in inputs if _MICROPHONE.search(each[0])]
        for name, index, state in microphones or inputs:
            change = ("amixer", "-c", card, "sset", f"'{name}',{index}")
            remedy: list[Sequence[str]] = []
            # Of sources that exclude each other all but one are off, and no sound is missed.
            if _SWITCHED_OFF.search(state) and not _ONE_OF_SEVERAL.search(state):
                remedy.append((*change, "cap"))
            if _TURNED_DOWN.search(state):
                remedy.append((*change, "capture", f"{AGAIN_PERCENT}%"))
            if remedy:
                yield Muted(name=name, remedy=tuple(remedy))


def _by_pipewire(ask: Ask) -> Iterator[Muted]:
    told = ask(("wpctl", "get-volume", _SOURCE))
    level = _VOLUME.search(told)
    remedy: list[Sequence[str]] = []
    if "[MUTED]" in told:
        remedy.append(("wpctl", "set-mute", _SOURCE, "0"))
    if level is not None and float(level[1].rstrip(".") or 1) == 0:
        remedy.append(("wpctl", "set-volume", _SOURCE, f"{AGAIN_PERCENT}%"))
    if remedy:
        yield Muted(name="PipeWire", remedy=tuple(remedy))
