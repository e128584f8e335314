"""The one thread that owns the engines, behind a bounded queue with three levels of urgency."""

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
from typing import Any, Final, Protocol, TypeVar

import numpy as np

from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES
from appliance.errors import ApplianceError
from appliance.inference.engine import (
    EngineHypothesis,
    EngineIdentity,
    EngineRequest,
    Samples,
)
from appliance.inference.errors import EngineFailedError, InferenceError

log = logging.getLogger(__name__)

T = TypeVar("T")

_RTF_WINDOW_S: Final = 300.0


class Urgency(IntEnum):
    """Smaller goes first."""

    LIVE_FINAL = 0
    LIVE_PARTIAL = 1
    BATCH = 2


class Worker(Protocol):
    """What does the work in the engine's thread."""

    def decode(
        self, samples: Samples, request: EngineRequest, *, refine: bool
    ) -> tuple[EngineHypothesis, EngineIdentity]:
        """Recognise audio; tell which engine did. Only ever called in the engine's thread."""
        ...

    def prepare_refining(self) -> "Future[None] | None":
        """Begin to load the model of the second pass, beside the thread; None if it is there."""
        ...

    def idle(self) -> None:
        """Do what there is time for now; called about once a second, never within a decode."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A hypothesis and what it cost."""

    hypothesis: EngineHypothesis
    identity: EngineIdentity
    """Of the engine that made it; a model may be switched in the middle of a session."""

    decode_s: float
    audio_s: float


@dataclass(order=True, slots=True)
class _Job:
    urgency: Urgency
    number: int
    run: Callable[[], Any] = field(compare=False)
    result: Future[Any] = field(compare=False)


class EngineThread:
    """See the module. Nothing else calls an engine that is in use."""

    def __init__(self, worker: Worker, *, capacity: int = 64, idle_tick_s: float = 1.0) -> None:
        self._worker = worker
        self._capacity = capacity
        self._idle_tick_s = idle_tick_s
        self._jobs: list[_Job] = []
        self._parked: list[_Job] = []
        self._numbers = count()
        self._wake = threading.Condition()
        self._stopping = False
        self._idled_s = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._recent: deque[tuple[float, float, float]] = deque()
        self.ticks = 0
        """Grows with every decode and every idle second."""

        self.audio_s = 0.0
        """Length of the audio in work at this moment."""

        self.rejected_count = 0
        """Partials that were dropped because something more urgent was waiting."""

    @property
    def queue_length(self) -> int:
        """Jobs waiting; the running one does not count."""
        with self._wake:
            return sum(not job.result.cancelled() for job in (*self._jobs, *self._parked))

    @property
    def rtf(self) -> float | None:
        """Processing time ÷ audio time of the finals of the last minutes."""
        with self._wake:
            oldest = time.monotonic() - _RTF_WINDOW_S
            while self._recent and self._recent[0][0] < oldest:
                self._recent.popleft()
            audio_s = sum(audio for _, _, audio in self._recent)
            return sum(spent for _, spent, _ in self._recent) / audio_s if audio_s else None

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def submit(
        self, pcm: bytes, request: EngineRequest, urgency: Urgency, *, refine: bool = False
    ) -> "asyncio.Future[Decoded] | None":
        """Queue a decode of 16-bit PCM; cancelling the future takes it out of the queue.

        ``refine`` asks for the model of the second pass, which is loaded first if need be; other
        work goes on meanwhile. Returns None for a partial that must give way. Raises
        InferenceError when the queue is full.
        """

        def decode() -> Decoded:
            return self._decode(pcm, request, urgency, refine=refine)

        return self._enqueue(
            decode,
            urgency,
            may_give_way=urgency is Urgency.LIVE_PARTIAL,
            after=self._worker.prepare_refining() if refine else None,
        )

    def call(self, work: Callable[[], T], urgency: Urgency) -> "asyncio.Future[T]":
        """Queue any work that belongs to the engine's thread; its error arrives in the future.

        Raises InferenceError when the queue is full.
        """
        called = self._enqueue(work, urgency)
        assert called is not None, "only partials are turned away"
        return called

    def stop(self, *, timeout_s: float) -> bool:
        """Finish the running decode and nothing more; tells whether the thread has ended."""
        with self._wake:
            self._stopping = True
            for job in (*self._jobs, *self._parked):
                job.result.cancel()
            self._jobs.clear()
            self._parked.clear()
            self._wake.notify()
        if not self._thread.is_alive():
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _enqueue(
        self,
        work: Callable[[], T],
        urgency: Urgency,
        *,
        may_give_way: bool = False,
        after: "Future[None] | None" = None,
    ) -> "asyncio.Future[T] | None":
        job = _Job(urgency, next(self._numbers), work, Future())
        with self._wake:
            self._jobs = [waiting for waiting in self._jobs if not waiting.result.cancelled()]
            self._parked = [waiting for waiting in self._parked if not waiting.result.cancelled()]
            heapq.heapify(self._jobs)
            if may_give_way and any(waiting.urgency <= urgency for waiting in self._jobs):
                self.rejected_count += 1
                return None
            waiting_count = len(self._jobs) + len(self._parked)
            if waiting_count >= self._capacity:
                raise InferenceError(
                    "The recogniser has {count} requests waiting and takes no more.",
                    hint="Try again in a minute, when it has caught up; the Files page and "
                    "`tingxia batch list` tell what it works on.",
                    count=waiting_count,
                )
            if after is not None:
                self._parked.append(job)
        if after is None:
            self._push(job)
        else:
            after.add_done_callback(lambda _: self._unpark(job))
        return asyncio.wrap_future(job.result)

    def _push(self, job: _Job) -> None:
        with self._wake:
            if self._stopping:
                job.result.cancel()
                return
            heapq.heappush(self._jobs, job)
            self._wake.notify()

    def _unpark(self, job: _Job) -> None:
        with self._wake:
            if job not in self._parked:
                return
            self._parked.remove(job)
        self._push(job)

    def _run(self) -> None:
        while (job := self._next_job()) is not None:
            if job.result.set_running_or_notify_cancel():
                try:
                    result = job.run()
                except Exception as error:  # noqa: BLE001 - it belongs to who awaits it
                    job.result.set_exception(error)
                else:
                    job.result.set_result(result)
            # What a job holds on to, an engine perhaps, must not live until the next one.
            del job
            self.ticks += 1
            if time.monotonic() - self._idled_s >= self._idle_tick_s:
                self._idle()

    def _next_job(self) -> _Job | None:
        while True:
            with self._wake:
                if self._jobs:
                    return heapq.heappop(self._jobs)
                if self._stopping:
                    return None
                self._wake.wait(self._idle_tick_s)
                self.ticks += 1
                has_time = not self._jobs and not self._stopping
            if has_time:
                self._idle()

    def _idle(self) -> None:
        self._idled_s = time.monotonic()
        try:
            self._worker.idle()
        except Exception:
            log.exception("idle work failed", extra={"event": "idle-failed"})

    def _decode(
        self, pcm: bytes, request: EngineRequest, urgency: Urgency, *, refine: bool
    ) -> Decoded:
        started = time.monotonic()
        self.audio_s = audio_s = len(pcm) / SAMPLE_WIDTH_BYTES / SAMPLE_RATE_HZ
        try:
            hypothesis, identity = self._worker.decode(
                to_samples_array(pcm), request, refine=refine
            )
        except ApplianceError:
            raise
        except Exception as error:
            log.exception("a decode failed", extra={"event": "decode-failed"})
            raise _failed(error) from error
        finally:
            self.audio_s = 0.0
        spent_s = time.monotonic() - started
        if urgency is not Urgency.LIVE_PARTIAL:
            with self._wake:
                self._recent.append((time.monotonic(), spent_s, audio_s))
        return Decoded(hypothesis=hypothesis, identity=identity, decode_s=spent_s, audio_s=audio_s)


def to_samples_array(pcm: bytes) -> Samples:
    """Convert 16-bit little-endian PCM to float32, -1 to 1."""
    return np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(32768)


def _failed(error: Exception) -> EngineFailedError:
    return EngineFailedError(
        "The engine failed on a piece of audio: {reason}.",
        hint="The log of inference tells more; the audio is kept and tried again.",
        reason=f"{type(error).__name__}: {error}",
    )
