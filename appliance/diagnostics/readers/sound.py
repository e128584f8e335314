"""The sound system: cards, who records, who may, what is muted, what kind of machine it is."""

import os
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from appliance.diagnostics.facts import Holder, SoundCard, SoundFacts, Surroundings
from appliance.diagnostics.readers import mixer
from appliance.diagnostics.readers.holders import holder, holder_of
from appliance.diagnostics.readers.text import first_line, whole
from appliance.diagnostics.readers.tool import Ask

_CARD = re.compile(r"\s*(\d+) \[[^\]]*\]: (?:.*? - )?(.*)")
_OWNER = re.compile(r"^owner_pid\s*:\s*(\d+)", re.MULTILINE)
_RATE = re.compile(r"^rate:\s*(\d+)", re.MULTILINE)
_RATES = re.compile(r"^\s*Rates:\s*(.+)$", re.MULTILINE)
_VIRTUAL_MAKERS = re.compile(
    r"qemu|kvm|vmware|virtualbox|innotek|xen|microsoft corporation virtual|parallels|bochs|amazon",
    re.IGNORECASE,
)
_HYPERVISOR = re.compile(r"^flags\s*:.*\bhypervisor\b", re.MULTILINE)
_REMOTE = re.compile(r"xrdp|rdpsource|rdp source", re.IGNORECASE)

Access = Callable[[Path], bool]
"""Tells whether this process may read and write a device."""


def may_use(device: Path) -> bool:
    """See Access."""
    return os.access(device, os.R_OK | os.W_OK)


def read_sound(
    root: Path,
    *,
    ask: Ask,
    access: Access = may_use,
    groups: Collection[str] = (),
    environment: Mapping[str, str] = os.environ,
    ours: Collection[int] = (),
) -> SoundFacts:
    """Read all of it. ``groups`` are the names of ours, ``ours`` the processes of the box."""
    numbers = inputs(root)
    return SoundFacts(
        cards=tuple(_card(root, number, name, ours) for number, name in numbers.items()),
        has_kernel_sound=(root / "proc/asound").is_dir(),
        denied=tuple(
            str(device)
            for number in numbers
            for device in sorted((root / "dev/snd").glob(f"pcmC{number}D*c"))
            if not access(device)
        ),
        in_audio_group="audio" in groups or "root" in groups,
        muted=tuple(each.name for each in mixer.muted(list(numbers), ask)),
        surroundings=_surroundings(root),
        is_remote=_is_remote(environment, ask),
    )


def inputs(root: Path) -> dict[str, str]:
    """Return number and name of each card that can record."""
    folder = root / "proc/asound"
    found = (_CARD.fullmatch(line) for line in whole(folder / "cards").splitlines())
    cards = {card[1]: card[2].strip() for card in found if card}
    return {
        number: name
        for number, name in cards.items()
        if any((folder / f"card{number}").glob("pcm*c"))
    }


def _card(root: Path, number: str, name: str, ours: Collection[int]) -> SoundCard:
    folder = root / "proc/asound" / f"card{number}"
    rates = {
        int(rate)
        for stream in sorted(folder.glob("stream*"))
        for line in _RATES.findall(whole(stream).partition("Capture:")[2])
        for rate in re.findall(r"\d+", line)
    }
    open_at = [
        int(found[1])
        for parameters in sorted(folder.glob("pcm*c/sub*/hw_params"))
        if (found := _RATE.search(whole(parameters)))
    ]
    return SoundCard(
        name=name,
        holder=_holder(root, number, folder, ours),
        rates_hz=tuple(sorted(rates)),
        rate_hz=open_at[0] if open_at else None,
    )


def _holder(root: Path, number: str, folder: Path, ours: Collection[int]) -> Holder | None:
    for status in sorted(folder.glob("pcm*c/sub*/status")):
        owner = _OWNER.search(whole(status))
        if owner:
            return holder(root, int(owner[1]), ours=ours)
    device = re.compile(rf".*/dev/snd/pcmC{number}D\d+c")
    return holder_of(root, lambda link: bool(device.fullmatch(link)), ours=ours)


def _surroundings(root: Path) -> Surroundings:
    if "microsoft" in whole(root / "proc/version").lower():
        return Surroundings.WSL
    if (root / ".dockerenv").exists() or first_line(root / "run/systemd/container"):
        return Surroundings.CONTAINER
    maker = " ".join(
        first_line(root / "sys/class/dmi/id" / name) for name in ("sys_vendor", "product_name")
    )
    if _VIRTUAL_MAKERS.search(maker) or _HYPERVISOR.search(whole(root / "proc/cpuinfo")):
        return Surroundings.VIRTUAL
    return Surroundings.MACHINE


def _is_remote(environment: Mapping[str, str], ask: Ask) -> bool:
    if environment.get("XRDP_SESSION") or environment.get("RDP_SESSION"):
        return True
    return bool(_REMOTE.search(ask(("pactl", "list", "short", "sources"))))
