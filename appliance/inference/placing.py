"""Chooses a device for a model: the best one that is usable and has the memory, with the reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from appliance.inference.devices.device import Device, DeviceReport
from appliance.inference.memory_need import MemoryNeed

ORDER: Final = ("cuda", "mps", "cpu")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A device to try."""

    device: Device
    reason: str
    lacks_memory: bool
    """A better device was passed over for want of memory."""


def asked_first(devices: Sequence[Device], asked: str) -> list[Device]:
    """Return the devices to try, best first: what was asked for, and the CPU if that fails."""
    ordered = sorted(devices, key=lambda device: ORDER.index(device.name))
    return [device for device in ordered if device.name in {asked, "cpu"} or asked == "auto"]


class DeviceChoice:
    """Offers the devices for one model, best first; asked again after one failed.

    Afterwards ``refusals`` tells what speaks against each device that was passed over.
    """

    def __init__(
        self,
        devices: Sequence[Device],
        *,
        asked: str,
        engine: str,
        need: MemoryNeed,
        margin: float = 1.0,
        before: Sequence[str] = (),
    ) -> None:
        """``before`` is what is known against better devices; ``margin`` is put on the need."""
        self._devices = asked_first(devices, asked)
        self._asked = asked
        self._engine = engine
        self._need_bytes = round(need.total_bytes * margin)
        self.refusals: list[str] = [*before]
        self.lacks_memory = False

    def offers(self) -> Iterator[Offer]:
        """Look at each device only when its turn has come."""
        if self._asked not in {"auto", *(device.name for device in self._devices)}:
            self.refusals.append(f"{self._asked}: this computer has none")
        for device in self._devices:
            report = device.report(self._engine)
            if not report.usable:
                self.refusals.append(f"{device.name}: {report.reason}")
                continue
            shortage = self._shortage(device)
            if shortage:
                self.ran_out(device.name, shortage)
                continue
            yield Offer(device=device, reason=self._reason(report), lacks_memory=self.lacks_memory)

    def ran_out(self, name: str, what: str) -> None:
        """Note that a device has too little memory, as it said before or while it was loading."""
        self.lacks_memory = True
        self.refusals.append(f"{name}: {what}")

    def _shortage(self, device: Device) -> str:
        free = device.free_bytes()
        if free is None or free >= self._need_bytes:
            return ""
        return f"needs about {mebibytes(self._need_bytes)} of memory, {mebibytes(free)} are free"

    def _reason(self, report: DeviceReport) -> str:
        told = [*self.refusals]
        if self._asked == report.name:
            told.append(f"{report.name} is what was asked for")
        if report.reason:
            told.append(report.reason)
        return "; ".join(told)


def mebibytes(count: int) -> str:
    """Write a number of bytes for a person."""
    return f"{count / 1024**2:.0f} MB"
