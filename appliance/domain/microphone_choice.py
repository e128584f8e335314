"""Which of several sound inputs is the microphone to use."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_ADDRESS = re.compile(r"\s*[(\[](plug)?hw:[^)\]]*[)\]]", re.IGNORECASE)
_NO_MICROPHONE = re.compile(r"monitor of|loopback|hdmi|spdif|s/pdif|iec958", re.IGNORECASE)
_ROUTED = re.compile(
    r"^(sysdefault|default|pulse|pipewire|jack|dmix|dsnoop|front|surround)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundInput:
    """An input as the sound library lists it; ``index`` is valid for this one listing only."""

    index: int
    name: str
    channels: int
    native_rate_hz: int
    is_default: bool = False

    @property
    def plain_name(self) -> str:
        """The name without its address, which changes when the device is plugged in again."""
        return _ADDRESS.sub("", self.name).strip()


def rank(
    inputs: Iterable[SoundInput], *, wanted: str = "", previous: str = ""
) -> Sequence[SoundInput]:
    """Order the usable inputs, best first.

    ``wanted`` is a part of the name that must be in it; ``previous`` the plain name of the one
    that was heard before and is preferred to all others.
    """
    usable = [
        item for item in inputs if item.channels > 0 and wanted.casefold() in item.name.casefold()
    ]

    def merit(item: SoundInput) -> tuple[bool, ...]:
        return (
            bool(previous) and item.plain_name == previous,
            not _NO_MICROPHONE.search(item.name),
            "usb" in item.name.casefold(),
            item.is_default,
            not _ROUTED.search(item.name),
        )

    return sorted(usable, key=merit, reverse=True)


def identity(item: SoundInput, announced: Iterable[tuple[str, str]]) -> str:
    """Return the identity the operating system gives the input, else its plain name.

    ``announced`` are pairs of identity and name; a name fits if one contains the other.
    """
    plain = item.plain_name.casefold()
    fitting = [
        known
        for known, name in announced
        if name and (name.casefold() in plain or plain in name.casefold())
    ]
    return fitting[0] if len(fitting) == 1 else item.plain_name
