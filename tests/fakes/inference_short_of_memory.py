"""The inference process on a box with a GPU, whose memory a test sets while it runs.

The engines are the real ones, on the CPU; the two devices, and what decoding takes there, are
simulated. What is free stands in ``memory.json`` beside the models: MiB by device.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

from appliance import bootstrap
from appliance.config import Settings
from appliance.domain.audio import to_seconds
from appliance.inference import assembly
from appliance.inference.engine import (
    Engine,
    EngineCapabilities,
    EngineHypothesis,
    EngineIdentity,
    EngineRequest,
    Samples,
)
from appliance.inference.engines.catalogue import OPENERS, open_engine
from appliance.inference.placement import Placement
from appliance.modelstore.installed import InstalledModel
from appliance.modelstore.recipe import STARTER
from tests.fakes.devices import MIB, SimulatedDevice

FILE_NAME: Final = "memory.json"
PER_SECOND: Final = 100 * MIB
SMALL_COST: Final = 0.02
"""The starter takes so much of what other models take."""


def set_free(models: Path, **free_mib: int) -> None:
    """Have so much memory free on each device from now on."""
    fresh = models / f".{FILE_NAME}"
    fresh.write_text(json.dumps(free_mib), encoding="utf-8")
    fresh.replace(models / FILE_NAME)


class GovernedDevice(SimulatedDevice):
    """A SimulatedDevice whose memory stands in a file."""

    def __init__(self, name: str, file: Path) -> None:
        super().__init__(name, per_second=PER_SECOND, reason=f"a simulated {name}")
        self._file = file

    def free_bytes(self) -> int | None:
        """See Device."""
        self.free = json.loads(self._file.read_text(encoding="utf-8"))[self.name] * MIB
        return self.free


class GovernedEngine:
    """An Engine that works on the CPU and counts as working on a simulated device."""

    def __init__(self, engine: Engine, placement: Placement, device: GovernedDevice) -> None:
        self._engine = engine
        self._placement = placement
        self._device = device

    @property
    def capabilities(self) -> EngineCapabilities:
        """See Engine."""
        return self._engine.capabilities

    @property
    def identity(self) -> EngineIdentity:
        """See Engine; it says where it was placed."""
        placement = self._placement
        return replace(
            self._engine.identity, device=placement.device, device_reason=placement.reason
        )

    def transcribe(self, samples: Samples, request: EngineRequest) -> EngineHypothesis:
        """See Engine; raises what libraries raise if the device has not the memory."""
        cost = SMALL_COST if self.identity.model == STARTER.name else 1.0
        self._device.free_bytes()
        self._device.take(round(self._device.per_second * cost * to_seconds(len(samples))))
        return self._engine.transcribe(samples, request)

    def close(self) -> None:
        """See Engine."""
        self._engine.close()


def main() -> None:
    """Become the inference process."""
    settings = Settings.model_validate_json(Path(sys.argv[2]).read_bytes())
    devices = {
        name: GovernedDevice(name, settings.paths.models / FILE_NAME) for name in ("cuda", "cpu")
    }

    def open_governed(model: InstalledModel, placement: Placement) -> GovernedEngine:
        engine = open_engine(model, replace(placement, device="cpu"))
        return GovernedEngine(engine, placement, devices[placement.device])

    vars(assembly).update(
        devices_here=lambda **_: list(devices.values()),
        OPENERS=replace(OPENERS, engine=open_governed),
    )
    bootstrap.main()


if __name__ == "__main__":
    main()
