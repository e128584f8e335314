"""What all sessions share: the engines, the voice detector, the text chain, settings."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from appliance.config import Settings
from appliance.domain.vad import VoiceDetector, VoiceFrame
from appliance.errors import ApplianceError
from appliance.inference.beside import Beside
from appliance.inference.diarisation import can_diarise
from appliance.inference.engine import (
    EngineIdentity,
    EngineRequest,
    StreamingEngine,
)
from appliance.inference.engine_thread import EngineThread, Urgency
from appliance.inference.errors import InferenceError, NotEnoughMemoryError
from appliance.inference.model_loader import AUTO, ModelLoader, Shelf, not_loadable
from appliance.inference.residents import Residents
from appliance.modelstore.installed import InstalledModel, Purpose
from appliance.text import Lexicon, TextChain, TextRules, marks, open_chain
from appliance.text.punctuation import Spoken
from appliance.wire.inference import InferenceStatus, ModelState

log = logging.getLogger(__name__)

T = TypeVar("T")

DetectorFactory = Callable[[int], VoiceDetector]
"""Makes a detector for a stream that begins at this sample."""

_MODEL_GIVEN_BACK = "The model was given back to free its memory."


class Recogniser:
    """See the module. ``changed`` is set whenever its status may have changed."""

    def __init__(
        self,
        settings: Settings,
        *,
        store: Shelf,
        loader: ModelLoader,
        residents: Residents,
        engine_thread: EngineThread,
        beside: Beside,
        load_detector: Callable[[], DetectorFactory],
        open_text: Callable[[Settings], TextChain] = open_chain,
    ) -> None:
        self.settings = settings
        self.store = store
        self.engine_thread = engine_thread
        self.text = TextChain(TextRules())
        self.changed = asyncio.Event()
        self._loader = loader
        self._residents = residents
        self._beside = beside
        self._load_detector = load_detector
        self._open_text = open_text
        self._listener = ThreadPoolExecutor(max_workers=1, thread_name_prefix="voice-detector")
        self._new_detector: DetectorFactory | None = None
        self._changing = asyncio.Lock()
        self._is_loading = True
        self._is_unloaded = False
        self._problem: ApplianceError | None = None
        self._can_diarise = False
        self._sessions = 0
        loop = asyncio.get_running_loop()
        residents.on_changed = lambda: _call_soon(loop, self.changed.set)

    @property
    def lexicon(self) -> Lexicon:
        """The words and rules of all packs."""
        return self.text.lexicon

    @property
    def captions_engine(self) -> StreamingEngine | None:
        """What gives captions while people speak, if another engine than the main one does.

        It is used in the engine's thread only. It may be given up between two utterances.
        """
        return self._residents.captions.engine

    async def load(self) -> None:
        """Load what is in use now, or change to it; a failure becomes the status.

        The present model works until the next one is there, where the memory holds both.
        """
        async with self._changing:
            self._is_loading, self._problem = True, None
            self.changed.set()
            try:
                await self.reload_text()
                if self._new_detector is None:
                    self._new_detector = await self._run(self._load_detector)
                await self._load_main()
                self._is_unloaded = False
                await self._load_others()
            except ApplianceError as error:
                _log_failure(error)
                self._problem = error
            except Exception as error:
                log.exception("the model cannot be loaded", extra={"event": "model-failed"})
                self._problem = not_loadable("in use", error)
            finally:
                self._is_loading = False
                self.changed.set()

    async def unload(self) -> None:
        """Give the memory back. Raises InferenceError while a session runs."""
        async with self._changing:
            if self._sessions:
                raise InferenceError(
                    "The model is at work and cannot be given back.",
                    hint="Stop the recording, or wait for the transcription, and try again.",
                )
            # Before anything is awaited: from here on no session begins.
            self._is_unloaded = True
            self._problem = None
            await self.engine_thread.call(self._residents.release, Urgency.LIVE_FINAL)
            log.info("model unloaded", extra={"event": "model-unloaded"})
            self.changed.set()

    async def reload_text(self) -> None:
        """Read the lexicons again."""
        self.text = await self._run(self._warm_text)
        self.changed.set()

    def require_ready(self, language: str | None) -> tuple[EngineIdentity, str]:
        """Return the engine's identity and the language to use.

        Raises InferenceError while there is no model, or if it does not know the language.
        """
        main = self._residents.main
        if self._is_unloaded:
            raise InferenceError(_MODEL_GIVEN_BACK, hint="Load it again in the settings.")
        if main is None or self._new_detector is None:
            if self._is_loading:
                raise InferenceError(
                    "The model is still being loaded.", hint="It takes some seconds; try again."
                )
            raise self._failure or InferenceError(
                "There is no model.", hint="Load one in the settings."
            )
        language = language or self.settings.inference.language
        known, model = main.engine.capabilities, main.engine.identity.model
        if language == AUTO and not known.detects_language:
            raise InferenceError(
                "The model {model} cannot tell which language is spoken.",
                hint="Name the language, for example zh or en, or choose another model.",
                model=model,
            )
        if language != AUTO and language not in known.languages:
            raise InferenceError(
                "The model {model} does not know the language {language}.",
                hint="Choose another language, for example zh or en.",
                model=model,
                language=language,
            )
        return main.engine.identity, language

    @property
    def model(self) -> InstalledModel | None:
        """The model that recognises, None while there is none."""
        main = self._residents.main
        return main.model if main else None

    def languages(self) -> list[str]:
        """Return the codes of the languages that the model knows; none while there is no model."""
        main = self._residents.main
        return sorted(main.engine.capabilities.languages) if main else []

    def request(self, language: str, hot_words: tuple[str, ...] = ()) -> EngineRequest:
        """Return how a session's audio is to be recognised."""
        return EngineRequest(
            language=language,
            hot_words=hot_words,
            itn=self.settings.text.itn,
            wants_words=True,
        )

    def punctuate(self, words: Sequence[Spoken], hypothesis_text: str) -> list[str]:
        """Return the mark that follows each word of a final whose engine gave none."""
        if self.settings.text.punctuation == "off":
            return [""] * len(words)
        return marks(words, self._residents.punctuated(hypothesis_text))

    def new_detector(self, first_sample: int) -> VoiceDetector:
        """Return a voice detector for a new stream."""
        assert self._new_detector is not None, "require_ready comes first"
        return self._new_detector(first_sample)

    async def detect(self, detector: VoiceDetector, pcm: bytes) -> list[VoiceFrame]:
        """Run a detector beside the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._listener, detector.feed, pcm)

    def close(self) -> None:
        """Let the detector's thread end."""
        self._listener.shutdown(wait=False, cancel_futures=True)

    def session_began(self) -> None:
        """Count a session."""
        self._sessions += 1
        self.changed.set()

    def session_ended(self) -> None:
        """Count it no more."""
        self._sessions -= 1
        self.changed.set()

    def status(self) -> InferenceStatus:
        """Return the present state."""
        main, captions = self._residents.main, self._residents.captions.engine
        identity = main.engine.identity if main else None
        rtf, failure = self.engine_thread.rtf, self._failure
        return InferenceStatus(
            state=self._state(),
            engine=identity.engine if identity else "",
            model=identity.model if identity else "",
            model_sha256=identity.model_sha256 if identity else "",
            asked_device=self.settings.inference.device,
            device=identity.device if identity else "",
            device_reason=identity.device_reason if identity else "",
            precision=identity.precision if identity else "",
            ladder=self._residents.ladder_step,
            ladder_reason=self._residents.ladder_reason,
            captions_model=captions.identity.model if captions else "",
            second_pass_model=self._residents.second_pass.name,
            languages=tuple(self.languages()),
            detects_language=main is not None and main.engine.capabilities.detects_language,
            can_diarise=self._can_diarise,
            lexicon_terms=len(self.lexicon.terms) + len(self.lexicon.rules),
            threads=identity.threads if identity else 0,
            load_s=round(main.load_s, 3) if main else 0.0,
            rtf=None if rtf is None else round(rtf, 3),
            queue_length=self.engine_thread.queue_length,
            sessions=self._sessions,
            rejected_count=self.engine_thread.rejected_count,
            error=str(failure) if failure else "",
            hint=failure.hint if failure else "",
        )

    @property
    def _failure(self) -> ApplianceError | None:
        return self._problem or self._residents.failure

    def _state(self) -> ModelState:
        if self._residents.main is not None and self._new_detector is not None:
            return ModelState.READY
        if self._is_loading:
            return ModelState.LOADING
        return ModelState.UNLOADED if self._is_unloaded else ModelState.FAILED

    def _warm_text(self) -> TextChain:
        """Open the text chain and load what its first text would else hold all sessions up for."""
        text = self._open_text(self.settings)
        language = self.settings.inference.language
        text.warm("zh" if language == AUTO else language)
        return text

    async def _load_main(self) -> None:
        names = await self._run(self._loader.candidates)
        if self._residents.main is None:
            await self._load_first(names)
        else:
            await self._change_to(names[0])

    async def _load_first(self, names: list[str]) -> None:
        try:
            loaded = await self._run(lambda: self._loader.load_somehow(names))
        except ApplianceError as error:
            _log_failure(error)
            lost = error
        else:
            self._problem = loaded.problem
            await self._in_engine_thread(lambda: self._residents.adopt(loaded))
            return
        await self._in_engine_thread(lambda: self._residents.lose(lost, names))

    async def _change_to(self, name: str) -> None:
        """Load another model while the present one works, or in its place if there is no room."""
        present = self._residents.main
        model = await self._run(lambda: self._loader.verified(name))
        if present is not None and present.model == model and present.wanted == model:
            return
        try:
            loaded = await self._run(lambda: self._loader.load_beside(name))
        except NotEnoughMemoryError as error:
            log.info("the present model goes first: %s", error, extra={"event": "model-in-place"})
            await self._in_engine_thread(lambda: self._residents.replace_main(name))
        except ApplianceError:
            raise
        except Exception as error:
            raise not_loadable(name, error) from error
        else:
            await self._in_engine_thread(lambda: self._residents.adopt(loaded))

    async def _load_others(self) -> None:
        """Load what is chosen besides."""
        main = self._residents.main
        chosen = await self._run(
            lambda: {purpose: self.store.chosen(purpose) for purpose in Purpose}
        )
        self._can_diarise = await self._run(lambda: can_diarise(self.store))
        second = chosen[Purpose.SECOND_PASS]
        if main is not None and second == main.model.name:
            second = ""
        await self._in_engine_thread(lambda: self._residents.second_pass.choose(second))
        await self._load_captions(chosen[Purpose.CAPTIONS])
        await self._load_punctuator(chosen[Purpose.PUNCTUATION])

    async def _load_captions(self, name: str) -> None:
        present = self._residents.captions.engine
        if present is not None and present.identity.model == name:
            return
        engine, reason = None, ""
        if name:
            try:
                engine = await self._run(lambda: self._loader.load_streaming(name))
            except Exception as error:
                reason = f"captions come from the main model: {error}"
                log.warning(
                    "the model %s for captions cannot be loaded: %s",
                    name,
                    error,
                    exc_info=not isinstance(error, ApplianceError),
                    extra={"event": "captions-refused", "model": name},
                )
                # Only want of memory passes by itself.
                if not isinstance(error, NotEnoughMemoryError):
                    self._problem = self._problem or _told(name, error)
                    name = ""
        await self._in_engine_thread(lambda: self._residents.captions.adopt(name, engine, reason))

    async def _load_punctuator(self, name: str) -> None:
        punctuator = None
        if name and self.settings.text.punctuation != "off":
            try:
                punctuator = await self._run(lambda: self._loader.load_punctuator(name))
            except Exception as error:
                log.warning(
                    "the model %s for punctuation cannot be loaded: %s",
                    name,
                    error,
                    exc_info=not isinstance(error, ApplianceError),
                    extra={"event": "punctuator-refused", "model": name},
                )
                self._problem = self._problem or _told(name, error)
        await self._in_engine_thread(lambda: self._residents.adopt_punctuator(punctuator))

    async def _run(self, work: Callable[[], T]) -> T:
        """Do something slow beside the event loop and the engine's thread."""
        return await asyncio.wrap_future(self._beside.run(work))

    async def _in_engine_thread(self, work: Callable[[], None]) -> None:
        await self.engine_thread.call(work, Urgency.LIVE_FINAL)


def _log_failure(error: ApplianceError) -> None:
    log.error("%s → %s", error, error.hint, extra={"event": "model-failed", "code": error.code})


def _told(name: str, error: Exception) -> ApplianceError:
    return error if isinstance(error, ApplianceError) else not_loadable(name, error)


def _call_soon(loop: asyncio.AbstractEventLoop, work: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(work)
