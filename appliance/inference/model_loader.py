"""Opens models: verified, on the best device that has the memory, else on the next, else a smaller.

It keeps no engine, and works in any thread; it opens one model at a time.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeVar

import numpy as np

from appliance.config import Inference
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.memory_ladder import MARGIN, LadderStep
from appliance.errors import ApplianceError
from appliance.inference.devices.device import Device
from appliance.inference.engine import Engine, EngineRequest, Quality, StreamingEngine
from appliance.inference.errors import InferenceError, NotEnoughMemoryError
from appliance.inference.memory_need import memory_need
from appliance.inference.out_of_memory import is_out_of_memory
from appliance.inference.placement import Placement
from appliance.inference.placing import DeviceChoice, Offer, asked_first
from appliance.modelstore.installed import InstalledModel, Purpose
from appliance.modelstore.purposes import purposes_of

log = logging.getLogger(__name__)

T = TypeVar("T")

AUTO: Final = "auto"

BESIDE_MARGIN: Final = 1.1
"""A model that is opened while another works must leave that one some room."""


class Shelf(Protocol):
    """What is needed of the model store."""

    def installed(self) -> list[InstalledModel]:
        """Return the models that are there, nothing hashed."""
        ...

    def verified(self, name: str) -> InstalledModel:
        """Return a model whose files are all right. Raises ModelError."""
        ...

    def chosen(self, purpose: Purpose) -> str:
        """Return the name of the model chosen for a purpose, empty if there is none."""
        ...

    def candidates(self, purpose: Purpose, preferred: str = "") -> list[str]:
        """Return the names in the order to try."""
        ...


class Punctuator(Protocol):
    """Puts marks into text that has none."""

    def punctuate(self, text: str) -> str:
        """Return the text with its marks."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Openers:
    """How engines are opened; see appliance.inference.engines.catalogue."""

    engine: Callable[[InstalledModel, Placement], Engine]
    streaming_engine: Callable[[InstalledModel, Placement], StreamingEngine]
    punctuator: Callable[[InstalledModel, Placement], Punctuator]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """An open model that recognises whole utterances."""

    engine: Engine
    model: InstalledModel
    device: Device
    wanted: InstalledModel
    """Another one than ``model`` if this had not the memory."""

    load_s: float
    fallen: LadderStep = LadderStep.NONE
    """What had to be given up for want of memory to get here."""

    fallen_reason: str = ""
    problem: ApplianceError | None = None
    """Why a model that was preferred is not used."""


class ModelLoader:
    """See the module."""

    def __init__(
        self,
        shelf: Shelf,
        devices: Sequence[Device],
        openers: Openers,
        *,
        configured: Inference,
        threads: int,
    ) -> None:
        self._shelf = shelf
        self._devices = devices
        self._openers = openers
        self._configured = configured
        self._threads = threads
        self._one_at_a_time = threading.Lock()

    def candidates(self) -> list[str]:
        """Return the names of the models for recognition, in the order to try."""
        return self._shelf.candidates(Purpose.RECOGNITION, self._configured.model)

    def verified(self, name: str) -> InstalledModel:
        """Read all files of a model. Raises ModelError."""
        return self._shelf.verified(name)

    def load(self, name: str, *, margin: float = 1.0) -> Loaded:
        """Verify and open a model where it fits best.

        Raises ModelError, NotEnoughMemoryError if it fits nowhere now, or what its library raises.
        """
        with self._one_at_a_time:
            return self._load(self._shelf.verified(name), self._devices, margin=margin)

    def load_beside(self, name: str) -> Loaded:
        """Verify and open a model while another works, on its best device and no other.

        Raises as ``load``.
        """
        with self._one_at_a_time:
            model = self._shelf.verified(name)
            return self._load(model, self._best_devices(model), margin=BESIDE_MARGIN)

    def load_better(self, present: Loaded) -> Loaded:
        """Open what the present engine stands in for. Raises as ``load``."""
        with self._one_at_a_time:
            model = self._shelf.verified(present.wanted.name)
            return self._load(model, self._better_devices(present), margin=MARGIN)

    def has_room_for_better(self, present: Loaded) -> bool:
        """Tell whether what the present engine stands in for would fit now, with a margin."""
        needed = memory_need(present.wanted).total_bytes * MARGIN
        return any(
            (free := device.free_bytes()) is None or free >= needed
            for device in self._better_devices(present)
        )

    def load_somehow(self, names: Sequence[str]) -> Loaded:
        """Open the first of these that can be opened; if it lacks memory, a smaller one.

        If none can, raises NotEnoughMemoryError where one of them only lacks memory, for that
        passes by itself; else the first one's error.
        """
        first: ApplianceError | None = None
        short: NotEnoughMemoryError | None = None
        for name in names:
            try:
                with self._one_at_a_time:
                    model = self._shelf.verified(name)
                loaded = self._load_or_smaller(model)
            except ApplianceError as error:
                told = {"event": "model-refused", "model": name, "code": error.code}
                log.warning("%s → %s", error, error.hint, extra=told)
                first = first or error
                if isinstance(error, NotEnoughMemoryError):
                    short = short or error
            except Exception as error:
                log.exception(
                    "the model cannot be loaded", extra={"event": "model-refused", "model": name}
                )
                first = first or not_loadable(name, error)
            else:
                return replace(loaded, problem=first)
        raise (
            short
            or first
            or InferenceError(
                "No model is installed.",
                hint="Bring one in: as a signed bundle on the Stick page, or with "
                "`tingxia models import` or `tingxia models fetch`.",
            )
        )

    def load_on_cpu(self, model: InstalledModel, *, reason: str) -> Loaded:
        """Open a model again, for which the GPU has too little memory. Raises as ``load``."""
        processors = [device for device in self._devices if device.name == "cpu"]
        with self._one_at_a_time:
            loaded = self._load(model, processors, before=(reason,))
        return replace(loaded, fallen=LadderStep.CPU, fallen_reason=reason)

    def load_smaller(self, model: InstalledModel, *, language: str, reason: str) -> Loaded:
        """Open the smallest installed model that knows the language, on the CPU.

        Raises NotEnoughMemoryError if there is none smaller, or none that fits.
        """
        processors = [device for device in self._devices if device.name == "cpu"]
        for smaller in self._smaller_than(model, language):
            try:
                with self._one_at_a_time:
                    loaded = self._load(
                        self._shelf.verified(smaller.name), processors, before=(reason,)
                    )
            except Exception as error:  # noqa: BLE001 - one of several ways out is barred
                log.warning(
                    "the smaller model %s cannot be used: %s",
                    smaller.name,
                    error,
                    extra={"event": "smaller-model-refused", "model": smaller.name},
                )
            else:
                return replace(
                    loaded, wanted=model, fallen=LadderStep.SMALLER_MODEL, fallen_reason=reason
                )
        raise NotEnoughMemoryError(
            "There is not enough memory for the model {model}: {reason}.",
            hint="Close other programs, or install a smaller model; it is tried again by itself.",
            model=model.name,
            reason=reason,
        )

    def has_smaller(self, model: InstalledModel, language: str) -> bool:
        """Tell whether another model could take over on the CPU."""
        return bool(self._smaller_than(model, language))

    def load_streaming(self, name: str) -> StreamingEngine:
        """Verify and open a model for captions. Raises as ``load``."""
        with self._one_at_a_time:
            model = self._shelf.verified(name)
            engine, _ = self._open(model, self._devices, self._openers.streaming_engine)
        return engine

    def load_punctuator(self, name: str) -> Punctuator:
        """Verify and open a model that punctuates. Raises as ``load``."""
        with self._one_at_a_time:
            model = self._shelf.verified(name)
            punctuator, _ = self._open(model, self._devices, self._openers.punctuator)
        return punctuator

    def _best_devices(self, model: InstalledModel) -> list[Device]:
        """Return the best device that this model's engine can use, memory aside."""
        return [
            device
            for device in asked_first(self._devices, self._configured.device)
            if device.report(model.engine).usable
        ][:1]

    def _better_devices(self, present: Loaded) -> list[Device]:
        best = self._best_devices(present.wanted)
        if present.model.name != present.wanted.name:
            return [*best, *(device for device in self._devices if device not in best)]
        return [device for device in best if device.name != present.device.name]

    def _load_or_smaller(self, model: InstalledModel) -> Loaded:
        try:
            with self._one_at_a_time:
                return self._load(model, self._devices)
        except NotEnoughMemoryError as error:
            language = self._configured.language
            if not self.has_smaller(model, language):
                raise
            return self.load_smaller(model, language=language, reason=str(error.fields["reason"]))

    def _load(
        self,
        model: InstalledModel,
        devices: Sequence[Device],
        *,
        margin: float = 1.0,
        before: Sequence[str] = (),
    ) -> Loaded:
        started = time.monotonic()
        engine, offer = self._open(model, devices, self._open_and_try, margin=margin, before=before)
        loaded = Loaded(
            engine=engine,
            model=model,
            device=offer.device,
            wanted=model,
            load_s=time.monotonic() - started,
            fallen=LadderStep.CPU if offer.lacks_memory else LadderStep.NONE,
            fallen_reason=offer.reason if offer.lacks_memory else "",
        )
        log.info(
            "model %s opened on %s",
            model.name,
            engine.identity.device,
            extra={
                "event": "model-opened",
                "model": model.name,
                "device": engine.identity.device,
                "reason": engine.identity.device_reason,
                "load_s": round(loaded.load_s, 2),
            },
        )
        return loaded

    def _open(
        self,
        model: InstalledModel,
        devices: Sequence[Device],
        opener: Callable[[InstalledModel, Placement], T],
        *,
        margin: float = 1.0,
        before: Sequence[str] = (),
    ) -> tuple[T, Offer]:
        """Open on the first device that works."""
        choice = DeviceChoice(
            devices,
            asked=self._configured.device,
            engine=model.engine,
            need=memory_need(model),
            margin=margin,
            before=before,
        )
        for offer in choice.offers():
            placement = Placement(
                device=offer.device.name,
                asked=self._configured.device,
                reason=offer.reason,
                threads=self._threads,
            )
            try:
                return opener(model, placement), offer
            except ApplianceError:
                raise
            except Exception as error:
                if is_out_of_memory(error):
                    choice.ran_out(offer.device.name, "it ran out of memory while loading")
                elif offer.device.name == "cpu":
                    raise
                else:
                    choice.refusals.append(f"{offer.device.name}: {error}")
                log.warning(
                    "the model %s cannot be opened on %s: %s",
                    model.name,
                    offer.device.name,
                    error,
                    extra={"event": "device-refused", "device": offer.device.name},
                )
        raise NotEnoughMemoryError(
            "There is not enough memory for the model {model}: {reason}.",
            hint="Close other programs, or install a smaller model; it is tried again by itself.",
            model=model.name,
            reason="; ".join(choice.refusals),
        )

    def _open_and_try(self, model: InstalledModel, placement: Placement) -> Engine:
        """Open an engine; on a GPU also use it: some find out only then that it will not do."""
        engine = self._openers.engine(model, placement)
        if placement.device != "cpu":
            known = engine.capabilities.languages
            language = self._configured.language
            request = EngineRequest(
                language=language if language in known else min(known), quality=Quality.PARTIAL
            )
            try:
                engine.transcribe(np.zeros(SAMPLE_RATE_HZ, dtype=np.float32), request)
            except Exception:
                engine.close()
                raise
        return engine

    def _smaller_than(self, model: InstalledModel, language: str) -> list[InstalledModel]:
        fitting = [
            other
            for other in self._shelf.installed()
            if Purpose.RECOGNITION in purposes_of(other.engine, other.family)
            and other.name != model.name
            and memory_need(other).total_bytes < memory_need(model).total_bytes
            and (language == AUTO or not other.languages or language in other.languages)
        ]
        return sorted(fitting, key=lambda other: memory_need(other).total_bytes)


def not_loadable(name: str, error: Exception) -> InferenceError:
    """Wrap whatever an engine's library says."""
    return InferenceError(
        "The model {model} cannot be loaded: {reason}.",
        hint="Choose another one in the settings (recognition). The logs on the Doctor page tell "
        "more; `tingxia models verify {model}` checks its files.",
        model=name,
        reason=f"{type(error).__name__}: {error}",
    )
