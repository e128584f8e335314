"""The thread that owns the recording: everything happens in the order in which it arrives."""

import logging
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from appliance.capture.disk import DiskGuard
from appliance.capture.errors import (
    AlreadyRecordingError,
    CaptureError,
    DiskTooFullError,
    NoMicrophoneError,
    NotRecordingError,
)
from appliance.capture.events import (
    AudioDropped,
    Command,
    Event,
    Finish,
    Flushed,
    Leave,
    MicrophoneLost,
    MicrophoneMissing,
    MicrophoneOpened,
)
from appliance.capture.flusher import Flusher
from appliance.capture.inbox import Inbox
from appliance.capture.listener import Listener
from appliance.capture.microphone import Microphone
from appliance.capture.sources import Cue, Heard
from appliance.capture.take import Take
from appliance.config import Settings
from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.gap import GapCause
from appliance.domain.preroll import Preroll
from appliance.errors import ApplianceError
from appliance.recordings import (
    Clock,
    KeyFolder,
    RecordingsError,
    RecordingWriter,
    StorageFullError,
    encrypted,
)
from appliance.recordings.flush import Flush
from appliance.wire import Message
from appliance.wire.capture import (
    AddMarker,
    CaptureState,
    CaptureStatus,
    MicrophoneState,
    PauseRecording,
    ResumeRecording,
    StartRecording,
    StopRecording,
)

log = logging.getLogger(__name__)

SYNC_EVERY_S: Final = 1.0
LOOK_EVERY_S: Final = 1.0
_IDLE_S: Final = 0.5
_FLUSH_TIMEOUT_S: Final = 8.0
_ID: Final = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{4}")


class Recorder:
    """Takes events from the inbox, writes, and publishes what listeners may know."""

    def __init__(
        self,
        *,
        settings: Settings,
        clock: Clock,
        inbox: Inbox,
        listener: Listener,
        flusher: Flusher,
        disk: DiskGuard,
        publish: Callable[[Message], None],
        hear: Callable[[bytes], None],
        on_left: Callable[[], None] = lambda: None,
    ) -> None:
        """All three are called on this thread and must not wait."""
        self._settings = settings
        self._keys = KeyFolder(settings.paths.keys) if settings.storage.encrypt else None
        if self._keys is not None:
            encrypted.load()
        self._clock = clock
        self._inbox = inbox
        self._listener = listener
        self._flusher = flusher
        self._disk = disk
        self._publish = publish
        self._hear = hear
        self._on_left = on_left
        self._is_leaving = False
        self._microphone = Microphone()
        self._preroll = Preroll(to_samples(settings.capture.preroll_buffer_s))
        self._take: Take | None = None
        self._outlook = disk.look()
        self._looked_ns = self._synced_ns = 0
        self._awaited: tuple[Flush, ...] = ()
        """Given to the flusher and not settled yet; a file is never flushed twice at a time."""

        self._problem = ""
        self.status = self._present_status()

    def go_on(self, take: Take) -> None:
        """Go on with a recording that a crash interrupted; before the thread starts."""
        self._take = take
        self._listener.cue(Cue(began_ns=take.began_ns, is_fresh=False))
        self.status = self._present_status()

    def work(self) -> None:
        """Handle events until told to finish, or told to leave while nothing is recorded."""
        while True:
            event = self._inbox.get(_IDLE_S)
            if isinstance(event, Finish):
                if not event.keeps_open:
                    self._close("shutdown")
                return
            try:
                if event is not None:
                    self._handle(event)
                self._keep_safe()
            except StorageFullError:
                self._end_full()
            except RecordingsError as error:
                self._problem = f"{error} {error.hint}"
                log.exception("the recording cannot be written", extra={"event": "write-failed"})
            self.status = self._present_status()
            if isinstance(event, Command) and event.done.running():
                event.done.set_result(self.status)
            if self._is_leaving and self._take is None:
                log.info("leaving", extra={"event": "capture-leaving"})
                self._on_left()
                return

    def _handle(self, event: Event) -> None:
        match event:
            case Heard():
                self._on_heard(event)
            case Command():
                self._on_command(event)
            case Flushed():
                self._on_flushed(event)
            case Leave():
                self._is_leaving = True
            case MicrophoneOpened():
                self._microphone.opened(event)
                if self._take is not None:
                    self._take.note_device(event.info)
            case MicrophoneLost():
                self._microphone.lost(event)
                self._preroll.forget()
                if self._take is not None:
                    self._take.go_deaf(event.cause, since_ns=event.since_ns)
            case MicrophoneMissing():
                self._microphone.missing(event)
                if self._take is not None:
                    self._take.go_deaf(GapCause.MICROPHONE_LOST, since_ns=time.monotonic_ns())
            case AudioDropped():
                self._microphone.overflow_count += 1
                if self._take is not None and not self._take.is_paused:
                    self._take.note_gap(GapCause.OVERFLOW, to_seconds(event.samples))

    def _on_heard(self, heard: Heard) -> None:
        clipped = self._microphone.heard(heard)
        self._hear(heard.pcm)
        if self._take is None:
            self._preroll.feed(heard.pcm)
            return
        try:
            if heard.overflowed:
                self._take.note_overflow(at_ns=heard.at_ns)
            self._take.hear(heard.pcm, at_ns=heard.at_ns, clipped=clipped)
        except StorageFullError:
            self._end_full()

    def _on_command(self, command: Command) -> None:
        if not command.done.set_running_or_notify_cancel():
            return  # who asked has left
        try:
            self._obey(command.message)
        except StorageFullError as error:
            command.done.set_exception(error)
            raise
        except ApplianceError as error:
            command.done.set_exception(error)

    def _obey(self, message: Message) -> None:
        match message:
            case StartRecording():
                self._start(message)
            case StopRecording():
                self._running()
                failure = self._close("asked")
                if failure is not None:
                    raise failure
            case PauseRecording():
                self._running().pause()
            case ResumeRecording():
                self._running().resume()
                self._microphone.meter.count_silence_anew()
            case AddMarker():
                self._running().mark(message.kind, message.note)
            case _:
                raise CaptureError(
                    "Capture does not know {type}.",
                    hint="Use the same release on both sides.",
                    type=message.event_type,
                )

    def _running(self) -> Take:
        if self._take is None:
            raise NotRecordingError
        return self._take

    def _start(self, message: StartRecording) -> None:
        if self._take is not None:
            raise AlreadyRecordingError(self._take.id)
        if self._microphone.state is MicrophoneState.ABSENT:
            raise NoMicrophoneError(self._microphone.problem)
        self._look()
        if not self._outlook.can_start:
            raise DiskTooFullError(
                recordable_s=self._outlook.recordable_s, free_bytes=self._outlook.free_bytes
            )
        folder = self._folder(message.recording_id)
        wanted_s = max(self._settings.capture.preroll_s, message.preroll_s)
        preroll = self._preroll.take(to_samples(wanted_s))
        now_ns = time.monotonic_ns()
        writer = RecordingWriter.create(
            folder,
            recording_id=message.recording_id,
            title=message.title,
            preroll_samples=len(preroll) // 2,
            segment_samples=to_samples(self._settings.capture.segment_s),
            clock=self._clock,
            deferred=True,
            keys=self._keys,
        )
        self._take = Take(writer, clock=self._clock, publish=self._publish)
        self._problem = ""
        self._microphone.meter.count_silence_anew()
        if self._microphone.state is MicrophoneState.LOST:
            self._take.go_deaf(GapCause.MICROPHONE_LOST, since_ns=now_ns)
        if self._microphone.info is not None:
            self._take.note_device(self._microphone.info)
        if preroll:
            self._take.hear(preroll, at_ns=now_ns, clipped=0)
        self._listener.cue(Cue(began_ns=self._take.began_ns, is_fresh=True))
        log.info("recording", extra={"event": "recording-started", "recording": self._take.id})

    def _folder(self, recording_id: str) -> Path:
        """Return the folder of a new recording; a name that leads elsewhere is refused."""
        folder = None
        if _ID.fullmatch(recording_id):
            with suppress(ValueError):  # digits that are no date
                folder = self._settings.paths.recording(recording_id)
        if folder is None:
            raise CaptureError(
                "{recording_id} is no recording id.",
                hint="Use YYYYMMDD-HHMMSS-xxxx.",
                recording_id=repr(recording_id[:80]),
            )
        return folder

    def _close(self, reason: str) -> RecordingsError | None:
        """End the running recording, if there is one; returns what went wrong."""
        if self._take is None:
            return None
        take, self._take = self._take, None
        self._listener.cue(None)
        try:
            self._settle_awaited(take)
            take.close(reason)
        except RecordingsError as error:
            # What is on disk stays; recovery closes it at the next start.
            self._problem = f"{error} {error.hint}"
            log.exception("a recording could not be closed", extra={"event": "close-failed"})
            return error
        log.info(
            "recording closed",
            extra={"event": "recording-closed", "recording": take.id, "reason": reason},
        )
        return None

    def _settle_awaited(self, take: Take) -> None:
        if not self._flusher.wait(_FLUSH_TIMEOUT_S):
            raise RecordingsError(
                "The disk has not answered for {seconds} s.",
                hint="The recording is closed at the next start; whoever looks after the box "
                "looks at the disk with `dmesg`.",
                seconds=_FLUSH_TIMEOUT_S,
            )
        awaited, self._awaited = self._awaited, ()
        for flush in awaited:
            take.writer.settle(flush)

    def _end_full(self) -> None:
        """Close the recording in the room of the reserve, with the last words in it."""
        self._disk.release()
        if self._take is not None:
            try:
                self._take.write_rest()
            except RecordingsError as error:
                log.warning("the last piece is lost: %s", error, extra={"event": "disk-full"})
        self._close("disk-full")
        self._problem = (
            "The recording was closed because the disk is full. Export recordings to a stick and "
            "delete them here."
        )

    def _keep_safe(self) -> None:
        """Once a second: look at the disk, and bring the audio to it."""
        now_ns = time.monotonic_ns()
        if now_ns - self._looked_ns >= LOOK_EVERY_S * 1e9:
            self._looked_ns = now_ns
            self._look()
            if self._take is not None:
                if self._outlook.is_exhausted:
                    self._end_full()
                else:
                    self._take.writer.touch()
        if self._take is not None and self._flusher.is_idle and not self._awaited:
            flushes = self._take.writer.flushes()
            is_due = now_ns - self._synced_ns >= SYNC_EVERY_S * 1e9
            if flushes and (is_due or flushes[0].final):
                self._synced_ns = now_ns
                self._awaited = tuple(flushes)
                self._flusher.submit(self._awaited)

    def _look(self) -> None:
        if self._take is None:
            self._disk.hold()
        self._outlook = self._disk.look()

    def _on_flushed(self, event: Flushed) -> None:
        if event.flushes is not self._awaited:
            return  # settled when its recording was closed
        self._awaited = ()
        if self._take is not None:
            for flush in event.flushes:
                self._take.writer.settle(flush)

    def _present_status(self) -> CaptureStatus:
        take, microphone, outlook = self._take, self._microphone, self._outlook
        state = CaptureState.IDLE
        if take is not None:
            state = CaptureState.PAUSED if take.is_paused else CaptureState.RECORDING
        disk_problem = (take.disk_problem if take else "") or self._problem
        return CaptureStatus(
            state=state,
            recording_id=take.id if take else None,
            recorded_samples=take.writer.recorded_samples if take else 0,
            durable_samples=take.writer.durable_samples if take else 0,
            microphone=microphone.name,
            microphone_state=microphone.state,
            virtual=microphone.info.is_virtual if microphone.info else False,
            problem=disk_problem or microphone.problem,
            level_dbfs=microphone.meter.level_dbfs,
            peak_dbfs=microphone.meter.peak_dbfs,
            clipped_samples=microphone.meter.clipped_samples,
            silent_s=microphone.meter.silent_s,
            overflow_count=microphone.overflow_count,
            gap_count=take.gap_count if take else 0,
            frames_read=self._listener.frames_read,
            disk_free_bytes=outlook.free_bytes,
            recordable_s=outlook.recordable_s,
            disk_warning=outlook.is_short,
        )
