"""The engines that are loaded, and what becomes of them when memory runs out.

Engines are used only in the engine's thread. They may be opened in another one, beside the work
of the present ones; they are taken over between two decodes.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Final

from appliance.domain.audio import to_samples
from appliance.domain.memory_ladder import MARGIN, LadderStep, MemoryLadder
from appliance.errors import ApplianceError
from appliance.inference.beside import Beside
from appliance.inference.caption_model import CaptionModel
from appliance.inference.engine import (
    Engine,
    EngineHypothesis,
    EngineIdentity,
    EngineRequest,
    Quality,
    Samples,
)
from appliance.inference.engines.sherpa_memory import return_freed_memory
from appliance.inference.errors import InferenceError, NotEnoughMemoryError
from appliance.inference.halves import MIDDLE_SHARE, recognise
from appliance.inference.memory_need import memory_need
from appliance.inference.model_loader import AUTO, Loaded, ModelLoader, Punctuator
from appliance.inference.out_of_memory import is_out_of_memory
from appliance.inference.second_pass import SecondPass

log = logging.getLogger(__name__)

_SHORTEST_WINDOW_SAMPLES: Final = to_samples(2.0)
_REMEMBERED_TEXTS: Final = 64

_RETURN_EVERY_S: Final = 60.0
"""Decodes leave holes in the heap: unreturned they grew by 8 % in 90 minutes of the starter."""


class Residents:
    """A Worker. Where it does not say otherwise, a method belongs to the engine's thread."""

    def __init__(self, loader: ModelLoader, beside: Beside, *, language: str) -> None:
        self._returned_s = time.monotonic()
        """``language`` is the configured one."""
        self._loader = loader
        self._beside = beside
        self._language = language
        self._ladder = MemoryLadder()
        self._main: Loaded | None = None
        self._window_samples: int | None = None
        self._recovering: Future[Loaded] | None = None
        self._wanted: list[str] = []
        self._punctuator: Punctuator | None = None
        self._punctuated: OrderedDict[str, str] = OrderedDict()
        self.captions = CaptionModel(loader, beside, on_changed=self._change)
        self.second_pass = SecondPass(loader, beside)
        self.failure: ApplianceError | None = None
        """Why there is no engine; None if there is one or if nobody asked for one."""

        self.on_changed: Callable[[], None] = _nothing
        """Called in any thread when the status may have changed."""

    @property
    def main(self) -> Loaded | None:
        """What recognises; may be read in any thread."""
        return self._main

    @property
    def ladder_step(self) -> LadderStep:
        """What was given up; may be read in any thread."""
        return self._ladder.step

    @property
    def ladder_reason(self) -> str:
        """Everything that was given up, for a person; may be read in any thread."""
        told = (self._ladder.reason, self.captions.reason, self.second_pass.reason)
        return "; ".join(one for one in told if one)

    def punctuated(self, text: str) -> str | None:
        """Return a final's text with its marks, if a punctuator made any; in any thread."""
        return self._punctuated.get(text)

    def adopt(self, loaded: Loaded) -> None:
        """Work with this engine from now on."""
        self._release_main()
        self._main, self.failure = loaded, None
        self._wanted = [loaded.wanted.name]
        self._window_samples = None
        if loaded.fallen is LadderStep.NONE:
            self._ladder.undo()
        else:
            self._ladder.stand_on(loaded.fallen, loaded.fallen_reason)
        self.on_changed()

    def replace_main(self, name: str) -> None:
        """Change to another model where the memory does not hold both.

        Raises what loading it raises; then the former model works again.
        """
        former = self._main
        self._release_main()
        try:
            loaded = self._loader.load_somehow([name])
        except Exception:
            if former is not None:
                log.warning("going back to %s", former.wanted.name, extra={"event": "model-back"})
                self.adopt(self._loader.load_somehow([former.wanted.name]))
            raise
        self.adopt(loaded)

    def adopt_punctuator(self, punctuator: Punctuator | None) -> None:
        """Have this put marks into the text of engines that do not."""
        self._punctuator = punctuator

    def lose(self, error: ApplianceError, names: list[str]) -> None:
        """There is no engine; if only memory is missing these models are tried again later."""
        self._release_main()
        self.failure = error
        self._wanted = names
        if isinstance(error, NotEnoughMemoryError):
            self._ladder.stand_on(LadderStep.SMALLER_MODEL, str(error))
        self.on_changed()

    def release(self) -> None:
        """Give all memory back."""
        self._release_main()
        self.failure = None
        self._wanted = []
        self._ladder.undo()
        self.second_pass.choose("")
        self.captions.adopt("", None)
        self.adopt_punctuator(None)

    def prepare_refining(self) -> "Future[None] | None":
        """See Worker; in any thread."""
        return self.second_pass.prepare()

    def decode(
        self, samples: Samples, request: EngineRequest, *, refine: bool
    ) -> tuple[EngineHypothesis, EngineIdentity]:
        """See Worker. Raises InferenceError, or what the engine raises."""
        self._take_recovered()
        hypothesis, engine = self._refined(samples, request) if refine else (None, None)
        if hypothesis is None or engine is None:
            hypothesis, engine = self._decoded(samples, request)
        if request.quality is not Quality.PARTIAL and not engine.capabilities.punctuates:
            self._punctuate(hypothesis.text)
        return hypothesis, engine.identity

    def idle(self) -> None:
        """See Worker."""
        if time.monotonic() - self._returned_s >= _RETURN_EVERY_S:
            return_freed_memory()
            self._returned_s = time.monotonic()
        self._take_recovered()
        self.second_pass.idle()
        self._keep_room()
        self.captions.idle()
        if self._main is None:
            self._recover_lost()
        else:
            self._recover(self._main)

    def _refined(
        self, samples: Samples, request: EngineRequest
    ) -> tuple[EngineHypothesis | None, Engine | None]:
        second = self.second_pass.loaded
        if second is None or not _knows(second.engine, request.language):
            return None, None
        self.second_pass.used()
        try:
            return self._whole(second.engine, samples, request), second.engine
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            lack = str(error)
        self.second_pass.give_back(lack)
        self.on_changed()
        return None, None

    def _decoded(self, samples: Samples, request: EngineRequest) -> tuple[EngineHypothesis, Engine]:
        """Recognise with the main engine, and with less and less of it while memory is short."""
        while True:
            if self._main is None:
                raise self.failure or InferenceError(
                    "The model was given back.", hint="Load it again in the settings."
                )
            engine = self._main.engine
            try:
                return self._whole(engine, samples, request), engine
            except Exception as error:
                if not is_out_of_memory(error):
                    raise
                lack = str(error) or type(error).__name__
            # Outside the except block, which would keep the failed decode's memory alive.
            del engine
            self._make_room(len(samples), request.language, lack)

    def _whole(self, engine: Engine, samples: Samples, request: EngineRequest) -> EngineHypothesis:
        longest = to_samples(engine.capabilities.longest_audio_s)
        if self._window_samples is not None:
            longest = min(longest, self._window_samples)
        return recognise(
            engine, samples, self._understood(engine, request), longest_samples=longest
        )

    def _understood(self, engine: Engine, request: EngineRequest) -> EngineRequest:
        """Name a language that the engine takes; it may have changed since the session began."""
        if _knows(engine, request.language):
            return request
        if request.language == AUTO and _knows(engine, self._language):
            return replace(request, language=self._language)
        raise InferenceError(
            "The model {model} does not know the language {language}.",
            hint="Choose another language, or another model.",
            model=engine.identity.model,
            language=request.language,
        )

    def _punctuate(self, text: str) -> None:
        if self._punctuator is None or not text:
            return
        try:
            self._punctuated[text] = self._punctuator.punctuate(text)
        except Exception:
            # The words are what counts; without this the pauses give the marks.
            log.exception("punctuation failed", extra={"event": "punctuation-failed"})
        while len(self._punctuated) > _REMEMBERED_TEXTS:
            self._punctuated.popitem(last=False)

    def _make_room(self, length_samples: int, language: str, lack: str) -> None:
        """Give something up, so that it can be tried again. Raises NotEnoughMemoryError."""
        main = self._main
        assert main is not None, "an engine ran out of memory"
        log.warning(
            "memory ran out on %s: %s",
            main.device.name,
            lack,
            extra={"event": "memory-ran-out", "model": main.model.name, "reason": lack},
        )
        if self.second_pass.give_back(lack):
            return
        halves = self._halves_of(length_samples)
        possible = {
            LadderStep.HALF_WINDOW: halves is not None,
            LadderStep.CPU: main.device.name != "cpu",
            LadderStep.SMALLER_MODEL: self._loader.has_smaller(main.model, language),
        }
        reason = f"memory ran out on {main.device.name}: {lack}"
        while (step := self._ladder.go_down(_true(possible), reason)) is not None:
            log.warning(
                "the ladder goes down to %s", step, extra={"event": "ladder-down", "step": step}
            )
            self.on_changed()
            if step is LadderStep.HALF_WINDOW:
                self._window_samples = halves
                return
            if self._stood_in(main, step, language, reason):
                return
        if self._main is not None and halves is not None:
            self._window_samples = halves
            return
        error = NotEnoughMemoryError(
            "There is not enough memory to recognise speech: {reason}.",
            hint="Close other programs, or install a smaller model; it is tried again by itself.",
            reason=lack,
        )
        if self._main is None:
            self.lose(error, [main.wanted.name])
        raise error

    def _halves_of(self, length_samples: int) -> int | None:
        """Return the window that halves the present one; None if that is as short as it gets."""
        present = min(length_samples, self._window_samples or length_samples)
        window = round(present * MIDDLE_SHARE)
        return window if window >= _SHORTEST_WINDOW_SAMPLES else None

    def _stood_in(self, main: Loaded, step: LadderStep, language: str, reason: str) -> bool:
        """Put the same model on the CPU, or a smaller one, in the main one's place."""
        self._release_main()
        try:
            if step is LadderStep.CPU:
                loaded = self._loader.load_on_cpu(main.model, reason=reason)
            else:
                loaded = self._loader.load_smaller(main.model, language=language, reason=reason)
        except Exception as error:  # noqa: BLE001 - the next step down is the answer
            log.warning("the step %s failed: %s", step, error, extra={"event": "ladder-failed"})
            return False
        self._main = replace(loaded, wanted=main.wanted)
        self.on_changed()
        return True

    def _keep_room(self) -> None:
        """Give the second pass back before memory runs out."""
        if self._main is None or self.second_pass.loaded is None:
            return
        free = self._main.device.free_bytes()
        if free is not None and free < memory_need(self._main.model).decode_bytes:
            self.second_pass.give_back("memory is short")
            self.on_changed()

    def _recover(self, main: Loaded) -> None:
        """Undo what was given up once there has been memory for long enough."""
        if self._recovering is not None:
            return
        if self._ladder.step is LadderStep.HALF_WINDOW:
            free = main.device.free_bytes()
            needed = memory_need(main.model).decode_bytes * MARGIN
            if self._ladder.check(enough=free is None or free >= needed):
                self._window_samples = None
                self._climb()
        elif self._ladder.step is LadderStep.NONE:
            self._ladder.check(enough=True)
        elif self._ladder.check(enough=self._loader.has_room_for_better(main)):
            self._recovering = self._beside.run(lambda: self._loader.load_better(main))

    def _recover_lost(self) -> None:
        if self._recovering is None and self._wanted and self._ladder.check(enough=True):
            names = self._wanted
            self._recovering = self._beside.run(lambda: self._loader.load_somehow(names))

    def _take_recovered(self) -> None:
        recovering = self._recovering
        if recovering is None or not recovering.done():
            return
        self._recovering = None
        error = recovering.exception()
        if error is not None:
            log.warning("nothing better can be loaded: %s", error, extra={"event": "ladder-stays"})
            self._ladder.undo_failed()
            return
        loaded = recovering.result()
        if loaded.wanted.name not in self._wanted:
            loaded.engine.close()
            return
        self.adopt(loaded)
        self._climb()

    def _climb(self) -> None:
        if self._main is not None and self._main.fallen is LadderStep.NONE:
            self._ladder.undo()
        step = self._ladder.step
        log.info("the ladder goes up to %s", step, extra={"event": "ladder-up", "step": step})
        self.on_changed()

    def _change(self) -> None:
        self.on_changed()

    def _release_main(self) -> None:
        if self._main is not None:
            main, self._main = self._main, None
            main.engine.close()


def _knows(engine: Engine, language: str) -> bool:
    known = engine.capabilities
    return known.detects_language if language == AUTO else language in known.languages


def _true(possible: dict[LadderStep, bool]) -> set[LadderStep]:
    return {step for step, is_possible in possible.items() if is_possible}


def _nothing() -> None:
    """Nobody is interested."""
