"""The one thread that owns the engine, behind a bounded queue with three levels of urgency."""

import asyncio
import heapq
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count
from typing import Final

import numpy as np

from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES
from appliance.inference.engine import Engine, EngineHypothesis, EngineRequest, Samples
from appliance.inference.errors import InferenceError

log = logging.getLogger(__name__)

_RTF_WINDOW_S: Final = 300.0


class Urgency(IntEnum):
    """Smaller goes first."""

    LIVE_FINAL = 0
    LIVE_PARTIAL = 1
    BATCH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A hypothesis and what it cost."""

    hypothesis: EngineHypothesis
    decode_s: float
    audio_s: float


@dataclass(order=True, slots=True)
class _Job:
    urgency: Urgency
    number: int
    pcm: bytes = field(compare=False)
    request: EngineRequest = field(compare=False)
    result: Future[Decoded] = field(compare=False)


class EngineThread:
    """See the module. Nothing else calls the engine."""

    def __init__(self, *, capacity: int = 64, idle_tick_s: float = 1.0) -> None:
        self._capacity = capacity
        self._idle_tick_s = idle_tick_s
        self._jobs: list[_Job] = []
        self._numbers = count()
        self._wake = threading.Condition()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._recent: deque[tuple[float, float, float]] = deque()
        self.ticks = 0
        """Grows with every decode and every idle second: the measure of liveness."""

        self.rejected_count = 0
        """Partials that were dropped because something more urgent was waiting."""

    @property
    def queue_length(self) -> int:
        """Jobs waiting; the running one does not count."""
        with self._wake:
            return sum(not job.result.cancelled() for job in self._jobs)

    @property
    def rtf(self) -> float | None:
        """Processing time ÷ audio time of the finals of the last minutes."""
        with self._wake:
            oldest = time.monotonic() - _RTF_WINDOW_S
            while self._recent and self._recent[0][0] < oldest:
                self._recent.popleft()
            audio_s = sum(audio for _, _, audio in self._recent)
            return sum(spent for _, spent, _ in self._recent) / audio_s if audio_s else None

    def start(self, load: Callable[[], Engine]) -> "asyncio.Future[Engine]":
        """Start the thread, which first loads the engine; its error arrives in the future."""
        loaded: Future[Engine] = Future()
        self._thread = threading.Thread(
            target=self._run, args=(load, loaded), name="engine", daemon=True
        )
        self._thread.start()
        return asyncio.wrap_future(loaded)

    def submit(
        self, pcm: bytes, request: EngineRequest, urgency: Urgency
    ) -> "asyncio.Future[Decoded] | None":
        """Queue a decode of 16-bit PCM; cancelling the future takes it out of the queue.

        Returns None for a partial that must give way. Raises InferenceError when the queue is
        full.
        """
        job = _Job(urgency, next(self._numbers), pcm, request, Future())
        with self._wake:
            self._jobs = [waiting for waiting in self._jobs if not waiting.result.cancelled()]
            heapq.heapify(self._jobs)
            if urgency is Urgency.LIVE_PARTIAL and any(
                waiting.urgency <= urgency for waiting in self._jobs
            ):
                self.rejected_count += 1
                return None
            if len(self._jobs) >= self._capacity:
                raise InferenceError(
                    "The recogniser has {count} requests waiting and takes no more.",
                    hint="Try again when it has caught up; `tingxia status` tells.",
                    count=len(self._jobs),
                )
            heapq.heappush(self._jobs, job)
            self._wake.notify()
        return asyncio.wrap_future(job.result)

    def stop(self, *, timeout_s: float) -> bool:
        """Finish the running decode and nothing more; tells whether the thread has ended."""
        with self._wake:
            self._stopping = True
            for job in self._jobs:
                job.result.cancel()
            self._jobs.clear()
            self._wake.notify()
        if self._thread is None:
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self, load: Callable[[], Engine], loaded: "Future[Engine]") -> None:
        try:
            engine = load()
        except Exception as error:  # noqa: BLE001 - whatever it was belongs to who awaits it
            loaded.set_exception(error)
            # Without an engine nothing is submitted; ticking on says that nothing is stuck.
            while self._next_job() is not None:
                pass
            return
        loaded.set_result(engine)
        while (job := self._next_job()) is not None:
            if job.result.set_running_or_notify_cancel():
                self._decode(engine, job)
            self.ticks += 1

    def _next_job(self) -> _Job | None:
        with self._wake:
            while not self._jobs:
                if self._stopping:
                    return None
                self._wake.wait(self._idle_tick_s)
                self.ticks += 1
            return heapq.heappop(self._jobs)

    def _decode(self, engine: Engine, job: _Job) -> None:
        started = time.monotonic()
        try:
            hypothesis = engine.transcribe(to_samples_array(job.pcm), job.request)
        except Exception as error:
            log.exception("a decode failed", extra={"event": "decode-failed"})
            job.result.set_exception(_failed(error))
            return
        spent_s = time.monotonic() - started
        audio_s = len(job.pcm) / SAMPLE_WIDTH_BYTES / SAMPLE_RATE_HZ
        if job.urgency is not Urgency.LIVE_PARTIAL:
            with self._wake:
                self._recent.append((time.monotonic(), spent_s, audio_s))
        job.result.set_result(Decoded(hypothesis=hypothesis, decode_s=spent_s, audio_s=audio_s))


def to_samples_array(pcm: bytes) -> Samples:
    """Convert 16-bit little-endian PCM to float32, -1 to 1."""
    return np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(32768)


def _failed(error: Exception) -> InferenceError:
    return InferenceError(
        "The engine failed on a piece of audio: {reason}.",
        hint="The log of inference tells more; the audio is kept and tried again.",
        reason=f"{type(error).__name__}: {error}",
    )
