"""A capture process in a few lines: real socket, real recording folders, audio on demand."""

import asyncio
from contextlib import AsyncExitStack, suppress

from appliance.domain.gap import GapCause
from appliance.domain.journal import DeviceNoted, GapNoted
from appliance.paths import Paths
from appliance.recordings.clock import SystemClock
from appliance.recordings.keys import KeyFolder
from appliance.recordings.writer import RecordingWriter
from appliance.wire import Connection, Message, RemoteError, WireError, serve
from appliance.wire.capture import (
    AddMarker,
    CaptureState,
    CaptureStatus,
    MarkerAdded,
    MicrophoneState,
    PauseRecording,
    RecordedAudio,
    RecordingStopped,
    ResumeRecording,
    StartRecording,
    StopRecording,
    SubscribeCapture,
)


class FakeCapture:
    """Records what the test lets it hear."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._writer: RecordingWriter | None = None
        self._state = CaptureState.IDLE
        self._recording_id: str | None = None
        self._forgotten_id: str | None = None
        self._listeners: set[Connection] = set()
        self._listener_came = asyncio.Event()
        self._life = AsyncExitStack()
        self.keys: KeyFolder | None = None
        """Recordings that begin are encrypted if it is given."""

        self.recordable_s = 0.0
        self.muted = False
        """Write audio to disk without telling anybody, as to a listener that is too slow."""

        self.is_stuck = False
        """Tell the same again and again, as when only a part of it lives."""

        self._frames_read = 0

    async def start(self) -> None:
        """Begin to listen on the socket."""
        await self._life.enter_async_context(serve(self._paths.capture_socket, self._converse))

    async def kill(self) -> None:
        """Drop all connections; the recording on disk stays as it is."""
        self._listener_came.clear()
        await self._life.aclose()

    async def listened_to(self) -> None:
        """Wait until somebody subscribed."""
        await self._listener_came.wait()

    async def hear(self, pcm: bytes) -> None:
        """Record this audio."""
        assert self._writer is not None
        first_sample = self._writer.recorded_samples
        self._writer.append(pcm)
        assert self._recording_id is not None
        if not self.muted:
            await self._tell(
                RecordedAudio(recording_id=self._recording_id, first_sample=first_sample, audio=pcm)
            )
        await self._tell(self._status())

    async def tell(self) -> None:
        """Tell its status."""
        await self._tell(self._status())

    async def stop(self) -> None:
        """Stop the recording as if somebody else had asked for it."""
        await self._obey(StopRecording())

    def forget(self) -> RecordingWriter:
        """Seem to be idle, as after a kill; returns what ``remember`` needs."""
        assert self._writer is not None
        writer, self._writer, self._state = self._writer, None, CaptureState.IDLE
        self._forgotten_id, self._recording_id = self._recording_id, None
        return writer

    async def remember(self, writer: RecordingWriter) -> None:
        """Go on with the recording that was forgotten."""
        self._writer, self._state = writer, CaptureState.RECORDING
        self._recording_id = self._forgotten_id
        await self._tell(self._status())

    def _status(self) -> CaptureStatus:
        self._frames_read += not self.is_stuck
        return CaptureStatus(
            frames_read=self._frames_read,
            state=self._state,
            recording_id=self._recording_id,
            recorded_samples=self._writer.recorded_samples if self._writer else 0,
            microphone="fake",
            microphone_state=MicrophoneState.LISTENING,
            virtual=True,
            recordable_s=self.recordable_s,
        )

    async def _tell(self, message: Message) -> None:
        for listener in list(self._listeners):
            with suppress(WireError):  # it was killed, and will be missed when it is read from
                await listener.send(message)

    async def _converse(self, connection: Connection) -> None:
        try:
            async for message in connection:
                if isinstance(message, SubscribeCapture):
                    await connection.send(self._status())
                    self._listeners.add(connection)
                    self._listener_came.set()
                else:
                    assert isinstance(message, Message)
                    await self._obey(message)
                    await self._tell(self._status())
                    await connection.send(self._status())
        finally:
            self._listeners.discard(connection)

    async def _obey(self, message: Message) -> None:
        match message:
            case StartRecording():
                if self._writer is not None:
                    raise RemoteError("A recording is running.", hint="Stop it first.")
                self._writer = RecordingWriter.create(
                    self._paths.recording(message.recording_id),
                    recording_id=message.recording_id,
                    title=message.title,
                    segment_samples=16_000 * 5,
                    clock=SystemClock(),
                    keys=self.keys,
                )
                heard = DeviceNoted(
                    at=SystemClock().now(),
                    at_sample=0,
                    name="fake",
                    identity="fake",
                    native_rate_hz=48_000,
                )
                self._writer.note(heard)  # without it a rebuild takes it for a file's
                self._state, self._recording_id = CaptureState.RECORDING, message.recording_id
            case PauseRecording():
                self._state = CaptureState.PAUSED
            case ResumeRecording():
                assert self._writer is not None
                gap = GapNoted(
                    at=SystemClock().now(),
                    at_sample=self._writer.recorded_samples,
                    duration_s=5.0,
                    cause=GapCause.PAUSED,
                )
                self._writer.note(gap)
                self._state = CaptureState.RECORDING
            case AddMarker():
                assert self._writer is not None
                assert self._recording_id is not None
                at_sample = self._writer.recorded_samples
                await self._tell(
                    MarkerAdded(
                        recording_id=self._recording_id,
                        at_sample=at_sample,
                        kind=message.kind,
                        note=message.note,
                    )
                )
            case StopRecording():
                if self._writer is None or self._recording_id is None:
                    raise RemoteError("Nothing is being recorded.", hint="Start first.")
                recording = self._writer.close("asked")
                stopped = RecordingStopped(
                    recording_id=recording.id,
                    total_samples=recording.total_samples or 0,
                    reason="asked",
                )
                self._writer, self._state, self._recording_id = None, CaptureState.IDLE, None
                await self._tell(stopped)
