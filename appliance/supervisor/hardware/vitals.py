"""How much memory and disk is left, and how warm it is."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psutil


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalSigns:
    """One measurement of the machine."""

    memory_available_bytes: int
    memory_total_bytes: int
    disk_free_bytes: int
    disk_total_bytes: int
    temperature_c: float | None
    """The warmest sensor; None where there is none."""


class Vitals(Protocol):
    """Measures the machine."""

    def read(self) -> VitalSigns:
        """Measure now. Raises OSError."""


class SystemVitals:
    """Asks the operating system; the disk is that of the data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def read(self) -> VitalSigns:
        """See Vitals."""
        memory = psutil.virtual_memory()
        disk = psutil.disk_usage(os.fspath(self._data))
        return VitalSigns(
            memory_available_bytes=memory.available,
            memory_total_bytes=memory.total,
            disk_free_bytes=disk.free,
            disk_total_bytes=disk.total,
            temperature_c=_warmest_c(),
        )


class SimulatedVitals:
    """Measures what is put into ``signs``."""

    def __init__(self, signs: VitalSigns) -> None:
        self.signs = signs

    def read(self) -> VitalSigns:
        """See Vitals."""
        return self.signs


def _warmest_c() -> float | None:
    if not hasattr(psutil, "sensors_temperatures"):
        return None  # macOS tells nobody
    sensors = psutil.sensors_temperatures()
    return max(
        (reading.current for readings in sensors.values() for reading in readings), default=None
    )
