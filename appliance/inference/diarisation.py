"""A session that tells the speakers of a recording apart, after it was recognised.

The audio waits on disk until all of it is there, in a file without a name that is gone with this
process; then a throwaway process works on it. See docs/explanation/speakers.md.
"""

import asyncio
import logging
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import IO, Final, Protocol

from wyoming.event import Event

from appliance.config import Settings
from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES, to_seconds
from appliance.domain.disk_budget import DiskBudget
from appliance.domain.speakers import Turn
from appliance.inference.diarisation_process import tell_apart
from appliance.inference.diarisation_request import DiarisationRequest
from appliance.inference.errors import InferenceError
from appliance.modelstore.installed import InstalledModel, Purpose
from appliance.wire import Message, WireError
from appliance.wire.inference import (
    EndSession,
    SessionAudio,
    SessionProgress,
    SpeakersFound,
    SpeakerTurn,
    StartDiarisation,
)

log = logging.getLogger(__name__)

LONGEST_H: Final = 12

_LONGEST_SAMPLES: Final = LONGEST_H * 3600 * SAMPLE_RATE_HZ
_REPORT_EVERY_SAMPLES: Final = SAMPLE_RATE_HZ
_LOOK_AT_DISK_EVERY_SAMPLES: Final = 60 * SAMPLE_RATE_HZ

_NEEDED: Final = (Purpose.SPEAKER_SEGMENTATION, Purpose.SPEAKER_EMBEDDING)
"""The catalogue has a model of the same name for each."""

Messages = AsyncIterator[Message | Event]
Send = Callable[[Message], Awaitable[None]]
TellApart = Callable[
    [int, DiarisationRequest, Callable[[int], Awaitable[None]]], Awaitable[list[Turn]]
]


class SpeakerModels(Protocol):
    """The part of the model store that is needed here."""

    def chosen(self, purpose: Purpose) -> str:
        """Return the name of the model in use for it; empty if there is none."""
        ...

    def verified(self, name: str) -> InstalledModel:
        """Return a model whose files are whole. Raises ModelError."""
        ...


def can_diarise(models: SpeakerModels) -> bool:
    """Tell whether the models that tell speakers apart are installed."""
    return all(models.chosen(purpose) for purpose in _NEEDED)


@dataclass(slots=True)
class _Audio:
    """What came so far."""

    file: IO[bytes]
    first_sample: int = 0
    sample_count: int = 0

    @property
    def end_sample(self) -> int:
        return self.first_sample + self.sample_count


class Diarisation:
    """See the module."""

    def __init__(
        self, models: SpeakerModels, settings: Settings, *, tell_apart: TellApart = tell_apart
    ) -> None:
        self._models = models
        self._settings = settings
        self._tell_apart = tell_apart

    async def run(self, start: StartDiarisation, messages: Messages, send: Send) -> bool:
        """Work until SpeakersFound is sent, or the messages end before: then False.

        Nothing can be read from ``messages`` afterwards. Raises InferenceError, ModelError.
        """
        segmentation, embedding = await asyncio.to_thread(self._verified_models)
        with self._open_file() as file:
            audio = _Audio(file)
            await send(SessionProgress(received_samples=0, decided_samples=0))
            if not await self._listen(audio, messages, send):
                return False
            started_s = time.monotonic()
            request = DiarisationRequest(
                segmentation=str(segmentation.path / segmentation.weights),
                embedding=str(embedding.path / embedding.weights),
                sample_count=audio.sample_count,
                speakers=start.speakers,
            )
            turns = await self._turns(audio, request, messages, send)
            if turns is None:
                return False
            work_s = time.monotonic() - started_s
        log.info(
            "speakers of session %s told apart",
            start.session_id,
            extra={
                "event": "speakers-found",
                "session": start.session_id,
                "speakers": len({turn.speaker for turn in turns}),
                "audio_s": round(to_seconds(audio.sample_count), 1),
                "work_s": round(work_s, 1),
            },
        )
        await send(
            SpeakersFound(
                turns=tuple(
                    SpeakerTurn(
                        start_sample=audio.first_sample + turn.start_sample,
                        end_sample=audio.first_sample + turn.end_sample,
                        speaker=turn.speaker,
                    )
                    for turn in turns
                ),
                model=f"{segmentation.name} + {embedding.name}",
                audio_s=round(to_seconds(audio.sample_count), 3),
                work_s=round(work_s, 3),
            )
        )
        return True

    def _verified_models(self) -> tuple[InstalledModel, InstalledModel]:
        missing = [purpose for purpose in _NEEDED if not self._models.chosen(purpose)]
        if missing:
            raise InferenceError(
                "No model for {missing} is in use, so speakers cannot be told apart.",
                hint="Bring it in as a signed bundle on the Stick page, or on a connected machine "
                "with {commands}; of several that are installed choose one in the settings "
                "(recognition) or with `tingxia models use NAME --for {first}`.",
                missing=" and ".join(missing),
                commands=" and ".join(f"`tingxia models fetch {name}`" for name in missing),
                first=missing[0].value,
            )
        segmentation, embedding = (
            self._models.verified(self._models.chosen(purpose)) for purpose in _NEEDED
        )
        return segmentation, embedding

    def _open_file(self) -> IO[bytes]:
        """Open a file beside the recordings, on the disk that has room for audio."""
        self._require_room()
        try:
            return tempfile.TemporaryFile(dir=self._settings.paths.data)
        except OSError as error:
            raise _unwritable(error) from error

    def _require_room(self) -> None:
        storage = self._settings.storage
        budget = DiskBudget(reserve_bytes=storage.reserve_bytes, warn_s=storage.warn_s)
        free_bytes = shutil.disk_usage(self._settings.paths.data).free
        if budget.judge(free_bytes, held_bytes=0).is_short:
            raise InferenceError(
                "The disk is too full to lay audio aside for telling speakers apart.",
                hint="Make room: export recordings and delete them; then try again.",
            )

    async def _listen(self, audio: _Audio, messages: Messages, send: Send) -> bool:
        """Take all audio; False if the messages end before EndSession."""
        reported = looked = 0
        async for message in messages:
            match message:
                case SessionAudio():
                    await _take(audio, message)
                case EndSession():
                    await _write(audio.file.flush)
                    return True
                case _:
                    raise _misplaced(message)
            if audio.sample_count - looked >= _LOOK_AT_DISK_EVERY_SAMPLES:
                looked = audio.sample_count
                self._require_room()
            if audio.sample_count - reported >= _REPORT_EVERY_SAMPLES:
                reported = audio.sample_count
                await send(_progress(audio))
        return False

    async def _turns(
        self, audio: _Audio, request: DiarisationRequest, messages: Messages, send: Send
    ) -> list[Turn] | None:
        """Return who speaks when; None if the other side leaves before it is known."""
        if not audio.sample_count:
            return []

        async def on_progress(done_samples: int) -> None:
            await send(_progress(audio, left_samples=audio.sample_count - done_samples))

        work = asyncio.ensure_future(self._tell_apart(audio.file.fileno(), request, on_progress))
        leaving = asyncio.ensure_future(anext(messages, None))
        try:
            await asyncio.wait((work, leaving), return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return await work
            message = await leaving
            if message is not None:
                raise _misplaced(message)
        except WireError:
            log.info("left before speakers were found", extra={"event": "diarisation-left"})
        finally:
            work.cancel()
            leaving.cancel()
            await asyncio.gather(work, leaving, return_exceptions=True)
        return None


async def _take(audio: _Audio, piece: SessionAudio) -> None:
    if not audio.sample_count:
        audio.first_sample = piece.first_sample
    if piece.first_sample != audio.end_sample or len(piece.audio) % SAMPLE_WIDTH_BYTES:
        raise InferenceError(
            "Audio is out of order: sample {expected} was due, {sample} came ({size} bytes).",
            hint="Begin a new session.",
            expected=audio.end_sample,
            sample=piece.first_sample,
            size=len(piece.audio),
        )
    count = len(piece.audio) // SAMPLE_WIDTH_BYTES
    if audio.sample_count + count > _LONGEST_SAMPLES:
        raise InferenceError(
            "The recording is longer than {hours} hours: its speakers are not told apart.",
            hint="The text stays as it is.",
            hours=LONGEST_H,
        )
    await _write(lambda: audio.file.write(piece.audio))
    audio.sample_count += count


async def _write(operation: Callable[[], object]) -> None:
    try:
        await asyncio.to_thread(operation)
    except OSError as error:
        raise _unwritable(error) from error


def _progress(audio: _Audio, *, left_samples: int | None = None) -> SessionProgress:
    """Say that all audio was taken, and how much of it is still to be worked on."""
    left = audio.sample_count if left_samples is None else left_samples
    return SessionProgress(
        received_samples=audio.end_sample,
        decided_samples=audio.end_sample,
        behind_s=round(to_seconds(left), 1),
    )


def _misplaced(message: Message | Event) -> InferenceError:
    return InferenceError(
        "{type} has no place where speakers are told apart.",
        hint="Send tingxia-session-audio, then tingxia-end-session, and wait for the answer.",
        type=message.type if isinstance(message, Event) else message.event_type,
    )


def _unwritable(error: OSError) -> InferenceError:
    return InferenceError(
        "Audio cannot be laid aside for telling speakers apart: {reason}.",
        hint="Make room on the disk of the recordings; the text stays as it is.",
        reason=error.strerror or error,
    )
