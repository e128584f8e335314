"""The station as one object: everything that a screen, an API or a command may ask."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from appliance.config import Settings
from appliance.domain.list_order import ListOrder
from appliance.domain.marker import MarkerKind
from appliance.domain.recording import RecordingState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.layers import Layers
from appliance.library import Library, LibraryRow
from appliance.library.audit import AuditLog
from appliance.recordings.keys import KeyFolder
from appliance.recordings.reader import RecordingAudio
from appliance.station.background import Background
from appliance.station.box_clock import BoxClock
from appliance.station.capture_link import CaptureLink
from appliance.station.changed_settings import ChangedSettings
from appliance.station.changes import Changes
from appliance.station.doctor import BoxDoctor
from appliance.station.exports import Exports
from appliance.station.face import RecordingSummary, RecordingView, Snapshot
from appliance.station.face_files import HandOver
from appliance.station.file_import import leftovers, remove
from appliance.station.file_queue import FileQueue
from appliance.station.history import summarise
from appliance.station.inference_link import InferenceLink
from appliance.station.jobs import Jobs
from appliance.station.lexicon import BoxLexicon
from appliance.station.library_backup import LibraryBackup
from appliance.station.licences import BoxLicences
from appliance.station.live_text import LiveText
from appliance.station.lock import BoxLock
from appliance.station.next_title import NextTitle
from appliance.station.note import noting
from appliance.station.power import BoxPower
from appliance.station.prepare_job import PrepareJob
from appliance.station.prepared_room import PreparedRoom
from appliance.station.recording_id import new_recording_id
from appliance.station.recording_title import RecordingTitle
from appliance.station.reminders import BoxReminders
from appliance.station.search import LibrarySearch
from appliance.station.settings import BoxSettings
from appliance.station.shelf import LibraryShelf
from appliance.station.single_import import SingleImport
from appliance.station.speech import LibrarySpeech
from appliance.station.sticks import BoxSticks
from appliance.station.underway import Underway
from appliance.station.voice_activation import BoxVoiceActivation
from appliance.station.watch_folder import watch
from appliance.wire import Message, RemoteError
from appliance.wire.capture import (
    AddMarker,
    PauseRecording,
    ResumeRecording,
    StartRecording,
    StopRecording,
)
from appliance.wire.inference import InferenceStatus
from appliance.wire.supervision import HardwareStatus, Volume


class BoxStation:
    """Implements face.Station on capture, inference and the library."""

    def __init__(
        self,
        settings: Settings,
        library: Library,
        background: Background,
        *,
        layers: Layers | None = None,
    ) -> None:
        """``background`` owns what goes on unasked; ``layers`` are what the settings came from."""
        paths, disk = settings.paths, settings.storage.budget
        keys = KeyFolder(paths.keys) if settings.storage.encrypt else None
        tell_speakers = settings.text.speakers == "auto"
        self._paths, self._library, self._library_notice = paths, library, library.notice
        self.search = LibrarySearch(library, self._summary)
        self._changes = Changes()
        audit = AuditLog(paths.data)
        note = noting(audit)
        self._hardware: HardwareStatus | None = None
        self._work = asyncio.Event()
        next_title = NextTitle(paths.data)
        self._capture_seen: tuple[bool, str | None] = (True, None)
        self._underway = Underway(on_release=self._work.set)
        self._capture = CaptureLink(
            paths.capture_socket, on_message=self._capture_told, on_late=self._changes.notify
        )
        self._recogniser_seen: tuple[object, ...] = ()
        self._inference = InferenceLink(
            paths.inference_socket, paths.supervisor_socket, on_change=self._inference_told
        )
        self._live = LiveText(
            library=library,
            paths=paths,
            inference=self._inference,
            underway=self._underway,
            background=background,
            next_title=next_title,
            on_change=self._changes.notify,
        )
        self.lock = BoxLock(paths, audit=audit)
        self.files = FileQueue(
            paths=paths,
            library=library,
            underway=self._underway,
            work=self._work,
            budget=disk,
            keys=keys,
            tell_speakers=tell_speakers,
            note=note,
            on_change=self._changes.notify,
            lock=self.lock,
        )
        room = PreparedRoom(paths.recordings, keep_free_bytes=settings.retention.keep_free_bytes)
        prepare = PrepareJob(library=library, paths=paths, room=room)
        self._jobs = Jobs(
            library=library,
            paths=paths,
            capture=self._capture,
            inference=self._inference,
            underway=self._underway,
            files=self.files.worker,
            work=self._work,
            tell_speakers=tell_speakers,
            prepare=prepare,
            on_change=self._changes.notify,
        )
        self._single = SingleImport(paths, library, disk=disk, keys=keys, note=note)
        self.speech = LibrarySpeech(
            library, paths, paths.inference_socket, rules=settings.endpointing.rules
        )
        self.sticks = BoxSticks(
            paths,
            present=lambda: self._hardware.volumes if self._hardware is not None else (),
            take=lambda files, names, wishes: self.files.add(
                files, hand_over=HandOver.MOVE, names=names, wishes=wishes
            ),
            note=note,
            lock=self.lock,
            on_change=self._changes.notify,
        )
        self.licences = BoxLicences(paths)
        self.power = BoxPower(self._capture, self.sticks, lock=self.lock, note=note)
        self.clock = BoxClock(self._capture, lock=self.lock, note=note)
        self.settings = BoxSettings(
            paths,
            layers=layers or Layers.of(settings),
            audit=audit,
            lock=self.lock,
            load_model=self.reload_recogniser,
            loaded_models=lambda: self._inference.models,
            files_wanting=self.files.wanting,
            hardware=lambda: self._hardware,
        )
        self.lexicon = BoxLexicon(library, lambda: self.settings.in_force)
        self.shelf = LibraryShelf(
            library,
            paths,
            rules=settings.retention.rules,
            reserve_bytes=disk.reserve_bytes,
            is_running=lambda recording_id: recording_id == self._capture.running_id,
            is_in_work=lambda recording_id: (
                recording_id in self._underway or self._exports.is_in_work(recording_id)
            ),
            on_change=self._shelf_changed,
            audit=audit,
            lock=self.lock,
        )
        self._title = RecordingTitle(
            self._live, next_title, rename=self.shelf.rename, on_change=self._changes.notify
        )
        self._exports = Exports(
            library,
            paths,
            audit=audit,
            locale=settings.station.locale,
            recipient=settings.export.recipient,
            writable=self.sticks.writable,
        )
        self.export, self.export_count = self._exports.run, self._exports.count
        self.backup = LibraryBackup(settings, self.sticks, self._exports, self.lock, note)
        self.doctor = BoxDoctor(self, library, paths, settings)
        self._voice = BoxVoiceActivation(
            self, self._capture, paths, start=self._begin, stop=self.stop_recording, note=note
        )
        self.reminders = BoxReminders(self, paths.microphone_socket, on_dismiss=self._voice.keep)
        changed = ChangedSettings(
            paths,
            watch_dir=settings.batch.watch_dir,
            single=self._single,
            files=self.files.worker,
            jobs=self._jobs,
            exports=self._exports,
            keeping=self.shelf.keeping,
            room=room,
            speech=self.speech,
            doctor=self.doctor,
            on_change=self._changes.notify,
        )
        self.settings.on_applied = changed.take_up
        for work in (
            self.doctor.run(),
            self.reminders.run(),
            self._voice.run(),
            self._capture.run(),
            self._inference.run(),
            self._title.run(),
            self._tidy_then_work(leftovers(paths)),
            self.files.run(),
            watch(lambda: changed.watch_dir, self.files, memory=paths.inbox),
            self.settings.tell_supervisor(),
            self.shelf.keeping.run(),
            prepare.keep_room(),
        ):
            background.start(work)

    def hardware_told(self, status: HardwareStatus) -> None:
        """Take what the supervisor says about the hardware."""
        self._hardware = status
        self._changes.notify()

    @property
    def export_recipient(self) -> str:
        """Return the key to which every export is encrypted, or nothing."""
        return self._exports.recipient

    def snapshot(self) -> Snapshot:
        """Return the present state."""
        return Snapshot(
            capture=self.shelf.keeping.really(self._capture.status),
            capture_is_late=self._capture.is_late,
            inference=self._inference.status,
            hardware=self._hardware,
            captions=self._live.captions(is_kiosk=self.lock.is_kiosk()),
            markers=self._live.markers,
            title=self._title.shown,
            library_notice=self._library_notice,
            voice_activation=self._voice.view,
            deeds_noted=self.shelf.audit_log.noted,
        )

    def on_change(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call ``callback`` soon after something changed; returns the function that ends it."""
        return self._changes.subscribe(callback)

    async def start_recording(self, title: str = "") -> str:
        """Begin a recording. Raises RemoteError, StationError."""
        recording_id = new_recording_id()
        try:
            await self._begin(StartRecording(recording_id=recording_id, title=title))
        except RemoteError:
            begun_id = self._voice.take_over()
            if begun_id is None:
                raise
            if title:
                await self.entitle(title, begun_id)
            return begun_id
        return recording_id

    async def pause_recording(self) -> None:
        """Pause the running recording. Raises RemoteError, StationError."""
        await self._capture.command(PauseRecording())

    async def resume_recording(self) -> None:
        """Resume the paused recording. Raises RemoteError, StationError."""
        await self._capture.command(ResumeRecording())

    async def stop_recording(self) -> None:
        """Stop the running recording; its audio is whole on disk when this returns."""
        recording_id = self._capture.running_id
        await self._capture.command(StopRecording())
        if recording_id is not None:
            await self._live.settled(recording_id, closed=True)

    async def add_marker(self, kind: MarkerKind, note: str = "") -> None:
        """Mark the present moment. Raises RemoteError, StationError."""
        await self._capture.command(AddMarker(kind=kind, note=note))

    async def entitle(self, title: str, recording_id: str | None = None) -> str | None:
        """See Station."""
        return await self._title.give(title, recording_id)

    async def recordings(
        self, *, limit: int = 100, before: str | None = None, order: ListOrder = ListOrder.NEWEST
    ) -> list[RecordingSummary]:
        """List recordings."""
        rows = await self._library.page(limit=limit, before=before, order=order)
        return [self._summary(row) for row in rows]

    async def summary(self, recording_id: str) -> RecordingSummary:
        """Return one line of the history. Raises UnknownRecordingError."""
        return self._summary(await self._library.get(recording_id))

    async def recording(
        self, recording_id: str, version: TranscriptKind | None = None
    ) -> RecordingView:
        """Return one with a version of its text, or the best. Raises UnknownRecordingError."""
        row = await self._library.get(recording_id)
        recording = row.recording
        if recording.state is not RecordingState.CLOSED:
            audio = RecordingAudio(self._paths.recording(recording_id))
            recording = await asyncio.to_thread(audio.recording)
        return RecordingView(
            summary=self._summary(row),
            recording=recording,
            transcript=await self._library.transcript(recording_id, version),
            versions=await self._library.kinds(recording_id),
        )

    async def transcribe(self, file: Path, *, title: str = "") -> str:
        """Take a file into the library and queue it. Raises UnreadableAudioError."""
        recording_id = await self._single.take(file, title=title)
        self._work.set()
        self._changes.notify()
        return recording_id

    async def retranscribe(self, recording_id: str) -> None:
        """Have the second pass made again. Raises UnknownRecordingError, StationError."""
        await self._jobs.begin_again(recording_id)

    async def reload_recogniser(self) -> InferenceStatus:
        """Have inference read models and lexicons again. Raises RemoteError, StationError."""
        status = await self._inference.load()
        self._jobs.try_all()
        return status

    async def unload_recogniser(self) -> InferenceStatus:
        """Have inference give its memory back. Raises RemoteError, StationError."""
        return await self._inference.unload()

    def notice_read(self) -> None:
        """Tell the library's notice no longer."""
        self._library_notice = ""
        self._changes.notify()

    def volumes(self) -> tuple[Volume, ...]:
        """Return mounted removable volumes that can be written."""
        return tuple(volume for volume in self.sticks.volumes() if volume.writable)

    async def _begin(self, start: StartRecording) -> None:
        async with self._title.beginning(start.title) as wanted:
            await self._capture.command(start.model_copy(update={"title": wanted}))
        await self._live.settled(start.recording_id, closed=False)

    def _capture_told(self, message: Message | None) -> None:
        self._live.heard(message)
        seen = (self._capture.status is None, self._capture.running_id)
        if seen != self._capture_seen:
            self._capture_seen = seen
            self._work.set()
            self.shelf.keeping.look_again()

    def _shelf_changed(self) -> None:
        self.files.worker.wake()  # what was restored may wait for its text
        self._title.relabelled()
        self._changes.notify()

    def _inference_told(self) -> None:
        status = self._inference.status
        seen = (status.state, status.model_sha256, status.can_diarise) if status is not None else ()
        if seen != self._recogniser_seen:
            self._recogniser_seen = seen
            self._jobs.try_all()
        self._changes.notify()

    def _summary(self, row: LibraryRow) -> RecordingSummary:
        recording_id = row.recording.id
        followed = self._live.followed
        running = followed is not None and followed.id == recording_id and not followed.over
        problem = row.problem
        if row.text_state is not TextState.COMPLETE:
            problem = problem or self._jobs.problem(recording_id)
        return summarise(
            replace(row, problem=problem),
            running_samples=followed.source.available_samples if followed and running else None,
            decided_samples=self._underway.decided_samples(recording_id),
        )

    async def _tidy_then_work(self, unfinished: list[Path]) -> None:
        await asyncio.to_thread(remove, unfinished)
        await self.settings.tidy()
        await self.files.load()
        await self._jobs.run()
