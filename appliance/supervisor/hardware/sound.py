"""Which sound inputs the operating system announces."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Protocol

from appliance.wire.supervision import Microphone

PROC_ASOUND: Final = Path("/proc/asound")
_INPUT = re.compile(r"pcmC(\d+)D\d+c")
_CARD = re.compile(r"\s*(\d+) \[([^\]]*)\]: (?:.*? - )?(.*)")


class SoundInputs(Protocol):
    """Lists microphones."""

    def present(self) -> tuple[Microphone, ...]:
        """Return those that are there now. Raises OSError, LookupError when one just left."""


class UdevSoundInputs:
    """Asks udev's database."""

    def __init__(self, context: "UdevContext", *, proc: Path = PROC_ASOUND) -> None:
        self._context = context
        self._proc = proc

    def present(self) -> tuple[Microphone, ...]:
        """See SoundInputs."""
        devices = list(self._context.list_devices(subsystem="sound"))
        inputs = {found[1] for device in devices if (found := _INPUT.fullmatch(device.sys_name))}
        cards = {number: (card_id, name) for number, card_id, name in _cards(self._proc)}
        named: list[tuple[str, str, str]] = []
        for device in devices:
            number = device.sys_name.removeprefix("card")
            if device.sys_name != f"card{number}" or number not in inputs:
                continue
            known = device.properties
            card_id, name = cards.get(number, (device.sys_name, device.sys_name))
            port = known.get("ID_PATH") or card_id
            named.append(
                (
                    known.get("ID_SERIAL") or port,
                    port,
                    known.get("ID_MODEL_FROM_DATABASE") or name,
                )
            )
        # Cheap microphones of one make share a serial; only the port tells them apart.
        seen = Counter(identity for identity, _, _ in named)
        return tuple(
            Microphone(identity=f"{identity}@{port}" if seen[identity] > 1 else identity, name=name)
            for identity, port, name in sorted(named)
        )


class ProcSoundInputs:
    """Reads what ALSA lists itself; empty where there is no ALSA."""

    def __init__(self, *, proc: Path = PROC_ASOUND) -> None:
        self._proc = proc

    def present(self) -> tuple[Microphone, ...]:
        """See SoundInputs."""
        return tuple(
            Microphone(identity=card_id, name=name)
            for number, card_id, name in _cards(self._proc)
            if any((self._proc / f"card{number}").glob("pcm*c"))
        )


class SimulatedSoundInputs:
    """Lists what is put into ``microphones``."""

    def __init__(self, *microphones: Microphone) -> None:
        self.microphones = microphones

    def present(self) -> tuple[Microphone, ...]:
        """See SoundInputs."""
        return self.microphones


class UdevSoundDevice(Protocol):
    """As much of ``pyudev.Device`` as is used here."""

    sys_name: str
    properties: dict[str, str]


class UdevContext(Protocol):
    """As much of ``pyudev.Context`` as is used here."""

    def list_devices(self, *, subsystem: str) -> Iterable[UdevSoundDevice]:
        """List the devices of a subsystem."""


def _cards(proc: Path) -> list[tuple[str, str, str]]:
    """Read number, id and name of each card."""
    try:
        text = (proc / "cards").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    found = (_CARD.fullmatch(line) for line in text.splitlines())
    return [(card[1], card[2].strip(), card[3].strip()) for card in found if card]
