"""Devices whose memory a test decides about, and engines that take it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.domain.audio import to_seconds
from appliance.inference.devices.device import DeviceReport
from appliance.inference.engine import (
    EngineCapabilities,
    EngineHypothesis,
    EngineIdentity,
    EngineRequest,
    EngineWord,
    Samples,
)
from appliance.inference.placement import Placement
from appliance.modelstore.installed import InstalledModel

MIB = 1024 * 1024


@dataclass
class SimulatedDevice:
    """A Device with so much memory free; None means that it cannot tell."""

    name: str = "cpu"
    free: int | None = 100_000 * MIB
    usable: bool = True
    reason: str = ""
    per_second: int = 0
    """Bytes that decoding a second of audio takes here."""

    loading: int = 0
    """Bytes that loading takes for real, whatever was estimated."""

    fault: str = ""
    """What a broken library says of every decode."""

    asked_by: list[str] = field(default_factory=list)

    def report(self, engine: str) -> DeviceReport:
        """See Device."""
        self.asked_by.append(engine)
        return DeviceReport(name=self.name, usable=self.usable, reason=self.reason)

    def free_bytes(self) -> int | None:
        """See Device."""
        return self.free

    def take(self, count: int) -> None:
        """Fail as libraries do if there is not so much."""
        if self.fault:
            raise RuntimeError(self.fault)
        if self.free is not None and count > self.free:
            if self.name == "cpu":
                raise MemoryError("std::bad_alloc")
            raise RuntimeError("CUDA out of memory. Tried to allocate.")


class SimulatedEngine:
    """An Engine on a simulated device; it hears the seconds it is given."""

    def __init__(
        self,
        model: InstalledModel,
        placement: Placement,
        device: SimulatedDevice,
        *,
        cost: float = 1.0,
    ) -> None:
        device.take(round(device.loading * cost))
        self.model = model
        self.placement = placement
        self.device = device
        self.cost = cost
        self.is_closed = False
        self.on_close: Callable[[], None] = lambda: None
        self.threads: set[str] = set()
        self.decoded_s: list[float] = []

    @property
    def capabilities(self) -> EngineCapabilities:
        """Those of the model's languages."""
        return EngineCapabilities(
            languages=frozenset(self.model.languages),
            longest_audio_s=30.0,
            gives_word_times=True,
            punctuates=True,
        )

    @property
    def identity(self) -> EngineIdentity:
        """Where it was placed."""
        return EngineIdentity(
            engine=self.model.engine,
            model=self.model.name,
            model_sha256=self.model.sha256,
            asked_device=self.placement.asked,
            device=self.placement.device,
            device_reason=self.placement.reason,
            precision="int8",
            threads=self.placement.threads,
        )

    def transcribe(self, samples: Samples, request: EngineRequest) -> EngineHypothesis:
        """Hear one word, as long as the audio."""
        assert not self.is_closed, "a closed engine was used"
        self.threads.add(threading.current_thread().name)
        length_s = to_seconds(len(samples))
        self.device.take(round(self.device.per_second * self.cost * length_s))
        self.decoded_s.append(length_s)
        text = f"{self.model.name}{len(self.decoded_s)}。"
        word = EngineWord(text=text, start_sample=0, end_sample=len(samples))
        return EngineHypothesis(text=text, language=request.language, words=(word,))

    def close(self) -> None:
        """Note it."""
        self.is_closed = True
        self.on_close()


class SimulatedStreamingEngine:
    """A StreamingEngine on a simulated device; its text is the seconds it took so far."""

    def __init__(self, model: InstalledModel, device: SimulatedDevice) -> None:
        self.model = model
        self.device = device
        self.is_closed = False

    @property
    def capabilities(self) -> EngineCapabilities:
        """Those of the model's languages."""
        return EngineCapabilities(
            languages=frozenset(self.model.languages),
            longest_audio_s=3600.0,
            gives_word_times=False,
            punctuates=False,
        )

    @property
    def identity(self) -> EngineIdentity:
        """On the simulated device."""
        return EngineIdentity(
            engine=self.model.engine,
            model=self.model.name,
            model_sha256=self.model.sha256,
            device=self.device.name,
            device_reason="",
            threads=1,
        )

    def new_stream(self) -> "SimulatedStream":
        """Begin an utterance."""
        return SimulatedStream(self)

    def close(self) -> None:
        """Note it."""
        self.is_closed = True


class SimulatedStream:
    """An EngineStream."""

    def __init__(self, engine: SimulatedStreamingEngine) -> None:
        self._engine = engine
        self._seconds = 0.0

    def accept(self, samples: Samples) -> str:
        """Count the seconds."""
        assert not self._engine.is_closed, "a closed engine was used"
        seconds = to_seconds(len(samples))
        self._engine.device.take(round(self._engine.device.per_second * seconds))
        self._seconds += seconds
        return f"{self._seconds:.1f} s"


@dataclass
class Workshop:
    """Opens simulated engines and remembers them."""

    devices: list[SimulatedDevice]
    costs: dict[str, float] = field(default_factory=dict)
    """Of a model: how much of a device's ``per_second`` and ``loading`` it takes."""

    opened: list[SimulatedEngine] = field(default_factory=list)
    before_opening: Callable[[InstalledModel], None] = lambda _: None

    def open(self, model: InstalledModel, placement: Placement) -> SimulatedEngine:
        """Open an engine, as ``open_engine``."""
        self.before_opening(model)
        device = next(one for one in self.devices if one.name == placement.device)
        engine = SimulatedEngine(model, placement, device, cost=self.costs.get(model.name, 1.0))
        self.opened.append(engine)
        return engine
