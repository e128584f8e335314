"""What all sessions share: the engine's thread, the voice detector, the text chain, settings."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from appliance.config import Settings
from appliance.domain.endpointing import EndpointRules
from appliance.domain.vad import VoiceDetector, VoiceFrame
from appliance.errors import ApplianceError
from appliance.inference.engine import Engine, EngineIdentity
from appliance.inference.engine_thread import EngineThread
from appliance.inference.errors import InferenceError
from appliance.inference.text import TextNormaliser
from appliance.wire.inference import InferenceStatus, ModelState

log = logging.getLogger(__name__)

DetectorFactory = Callable[[int], VoiceDetector]
"""Makes a detector for a stream that begins at this sample."""

Loader = Callable[[], tuple[Engine, DetectorFactory]]
"""Loads the model and the detector; slow, runs in the engine's thread."""


class Recogniser:
    """See the module. ``changed`` is set whenever its status may have changed."""

    def __init__(self, settings: Settings, *, engine_thread: EngineThread) -> None:
        self.settings = settings
        self.engine_thread = engine_thread
        self.text = TextNormaliser(settings.text.script)
        self.changed = asyncio.Event()
        self._listener = ThreadPoolExecutor(max_workers=1, thread_name_prefix="voice-detector")
        self._engine: Engine | None = None
        self._new_detector: DetectorFactory | None = None
        self._state = ModelState.LOADING
        self._failure: ApplianceError | None = None
        self._load_s = 0.0
        self._sessions = 0

    async def load(self, loader: Loader) -> None:
        """Load the model; a failure becomes the status, not an exception."""
        started = time.monotonic()

        def load() -> Engine:
            engine, self._new_detector = loader()
            return engine

        try:
            self._engine = await self.engine_thread.start(load)
        except ApplianceError as error:
            self._fail(error)
        except Exception as error:
            log.exception("the model cannot be loaded", extra={"event": "model-failed"})
            self._fail(
                InferenceError(
                    "The model cannot be loaded: {reason}.",
                    hint="Check its files with `tingxia models verify`; the log tells more.",
                    reason=f"{type(error).__name__}: {error}",
                )
            )
        else:
            self._load_s = time.monotonic() - started
            self._state = ModelState.READY
            log.info(
                "model ready",
                extra={"event": "model-ready", "load_s": round(self._load_s, 2)},
            )
        self.changed.set()

    def require_ready(self, language: str | None) -> tuple[EngineIdentity, str]:
        """Return the engine's identity and the language to use.

        Raises InferenceError while there is no model, or if it does not know the language.
        """
        if self._failure is not None:
            raise self._failure
        if self._engine is None:
            raise InferenceError(
                "The model is still being loaded.", hint="It takes some seconds; try again."
            )
        language = language or self.settings.inference.language
        if language not in self._engine.capabilities.languages:
            raise InferenceError(
                "The model {model} does not know the language {language}.",
                hint="Choose another language, for example zh or en.",
                model=self._engine.identity.model,
                language=language,
            )
        return self._engine.identity, language

    def languages(self) -> list[str]:
        """Return the codes of the languages that the model knows; none while there is no model."""
        return sorted(self._engine.capabilities.languages) if self._engine else []

    def new_detector(self, first_sample: int) -> VoiceDetector:
        """Return a voice detector for a new stream."""
        assert self._new_detector is not None, "require_ready comes first"
        return self._new_detector(first_sample)

    async def detect(self, detector: VoiceDetector, pcm: bytes) -> list[VoiceFrame]:
        """Run a detector beside the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._listener, detector.feed, pcm)

    def endpoint_rules(self) -> EndpointRules:
        """Return the configured rules, cut down so that a sender's 30 s always suffice."""
        configured = self.settings.endpointing
        return EndpointRules(
            threshold=configured.threshold,
            trailing_silence_s=configured.trailing_silence_ms / 1000,
            min_speech_s=configured.min_speech_ms / 1000,
            preroll_s=configured.preroll_ms / 1000,
            max_segment_s=min(configured.max_segment_s, EndpointRules().max_segment_s),
        )

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
        identity = self._engine.identity if self._engine else None
        rtf = self.engine_thread.rtf
        return InferenceStatus(
            state=self._state,
            engine=identity.engine if identity else "",
            model=identity.model if identity else "",
            model_sha256=identity.model_sha256 if identity else "",
            device=identity.device if identity else "",
            device_reason=identity.device_reason if identity else "",
            threads=identity.threads if identity else 0,
            load_s=round(self._load_s, 3),
            rtf=None if rtf is None else round(rtf, 3),
            queue_length=self.engine_thread.queue_length,
            sessions=self._sessions,
            rejected_count=self.engine_thread.rejected_count,
            error=str(self._failure) if self._failure else "",
            hint=self._failure.hint if self._failure else "",
        )

    def _fail(self, error: ApplianceError) -> None:
        log.error("%s → %s", error, error.hint, extra={"event": "model-failed", "code": error.code})
        self._failure, self._state = error, ModelState.FAILED
