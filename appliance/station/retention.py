"""Applies the rules of retention, empties the trash and tells how long the disk lasts.

What is decided stands in domain.retention; here are the library, the disk and the clock.
"""

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from appliance.domain.audio import to_seconds
from appliance.domain.disk_budget import AUDIO_BYTES_PER_S, DiskBudget
from appliance.domain.disk_rate import bytes_per_s
from appliance.domain.progress import Progress, no_progress
from appliance.domain.recording import RecordingState
from appliance.domain.retention import (
    UNKNOWN_TIME,
    Candidate,
    Fate,
    Plan,
    Present,
    Prospect,
    Reason,
    Rules,
    explained,
    plan,
    why_not_removed,
)
from appliance.errors import ApplianceError
from appliance.export import prepared
from appliance.export.exported import with_audio
from appliance.library import (
    Library,
    LibraryError,
    LibraryRow,
    NotNotedError,
    UnknownRecordingError,
)
from appliance.library.audit import AuditLog
from appliance.paths import Paths
from appliance.recordings.clock import Clock, utc
from appliance.station.finished import finished
from appliance.wire.capture import CaptureStatus
from appliance.wire.shelf import RetentionLine, RetentionTold, RoomTold, TrashEmptied

log = logging.getLogger(__name__)

PAGE: Final = 200
APPLY_EVERY_S: Final = 3600.0
RECENT: Final = 10
"""So many of the last recordings tell the rate at which the disk fills."""

REMOVING: Final = "removing"

BY_RULE: Final = "rule"


class Retention:
    """Owns every deletion that cannot be taken back. One run at a time."""

    def __init__(
        self,
        library: Library,
        paths: Paths,
        *,
        rules: Rules,
        audit: AuditLog,
        clock: Clock,
        reserve_bytes: int,
        is_running: Callable[[str], bool],
        is_in_work: Callable[[str], bool],
        on_change: Callable[[], None],
    ) -> None:
        """``is_in_work`` tells whether a recording is just being made into text or exported."""
        self._library = library
        self._paths = paths
        self.rules = rules
        self._audit = audit
        self._clock = clock
        self._reserve_bytes = reserve_bytes
        self._is_running = is_running
        self._is_in_work = is_in_work
        self._on_change = on_change
        self._one_at_a_time = asyncio.Lock()
        self._bytes_per_s: float | None = None
        self._again = asyncio.Event()
        self._watches = False
        self._seen_in_trash: dict[str, int] = {}
        """Since when, by the monotonic clock: it is right where the wall clock is not."""

    def look_again(self) -> None:
        """Apply the rules soon; something changed."""
        self._again.set()

    async def run(self) -> None:
        """Apply the rules now, every hour, and when somebody says so; for ever."""
        self._watches = True
        while True:
            self._again.clear()
            try:
                told = await self.told(apply=True, only_trash=not self.rules.any, measured=False)
                if await self._measure() or any(line.prospect.is_due for line in told.lines):
                    self._on_change()
            except ApplianceError as error:
                log.warning("retention waits: %s", error, extra={"event": "retention-postponed"})
            try:
                async with asyncio.timeout(APPLY_EVERY_S):
                    await self._again.wait()
            except TimeoutError:
                log.debug("an hour is over", extra={"event": "retention-hourly"})

    async def told(
        self,
        *,
        only_trash: bool = False,
        apply: bool = False,
        measured: bool = True,
        progress: Progress = no_progress,
    ) -> RetentionTold:
        """Return what happens to every recording; with ``apply`` do what is due, counted.

        Without ``measured`` sizes are only looked up where the decision needs them.
        """
        async with self._one_at_a_time:
            present = await self._present()
            if apply and present.clock_trusted:
                await self._date_the_trash()
            rows = [row async for row in self._rows(only_trash=only_trash)]
            is_short = present.free_bytes < self.rules.keep_free_bytes
            sizes = await asyncio.to_thread(self._sizes, rows, measured or is_short)
            self._watch_trash(rows)
            decided = await self._planned(rows, sizes, present)
            problems = await self._apply(rows, decided, progress) if apply else {}
        lines = tuple(
            _line(row, prospect, problems.get(prospect.id, ""))
            for row, prospect in zip(rows, decided.prospects, strict=True)
        )
        return RetentionTold(
            rules=self.rules,
            free_bytes=present.free_bytes,
            clock_trusted=present.clock_trusted,
            short_bytes=decided.short_bytes,
            applied=apply,
            lines=lines,
        )

    async def empty_trash(
        self, recording_ids: Iterable[str], progress: Progress = no_progress
    ) -> TrashEmptied:
        """Remove these for good, or all of the trash, counted. Raises UnknownRecordingError."""
        async with self._one_at_a_time:
            wanted = list(dict.fromkeys(recording_ids))
            rows = [await self._library.get(each) for each in wanted]
            if not wanted:
                rows = [row async for row in self._rows(only_trash=True)]
            removed: list[str] = []
            kept: dict[str, Reason] = {}
            for number, seen in enumerate(rows, start=1):
                progress(REMOVING, number, len(rows))
                # As it is now: what was removed before it took its time.
                try:
                    row = await self._library.get(seen.recording.id)
                except UnknownRecordingError:
                    continue  # a cancelled import has gone meanwhile
                forbidden = self._forbidden(row)
                if row.trashed is None:
                    forbidden = forbidden or Reason.NOT_TRASHED
                if forbidden is not None:
                    kept[row.recording.id] = forbidden
                    continue
                await self._remove(row.recording.id, only_trashed=True)
                removed.append(row.recording.id)
        return TrashEmptied(removed=tuple(removed), kept=kept)

    def trashed_now(self) -> str:
        """Return what is noted of the moment when something goes to the trash."""
        now = self._clock.now()
        return utc(now) if now.clock_trusted else UNKNOWN_TIME.isoformat()

    async def room(self) -> RoomTold:
        """Return how long the disk lasts, by the real rate of the last recordings."""
        await self._measure()
        present = await self._present()
        budget = DiskBudget(reserve_bytes=self._reserve_bytes, warn_s=1.0)
        held_bytes = await asyncio.to_thread(_blocks, self._paths.data / "reserve")
        outlook = budget.judge(present.free_bytes, held_bytes=held_bytes)
        return RoomTold(
            free_bytes=present.free_bytes,
            bytes_per_s=self._bytes_per_s or float(AUDIO_BYTES_PER_S),
            measured=self._bytes_per_s is not None,
            recordable_s=self._really_s(outlook.recordable_s),
        )

    def really(self, status: CaptureStatus | None) -> CaptureStatus | None:
        """Return what capture tells, with how long the disk lasts as it is told everywhere."""
        if status is None or self._bytes_per_s is None:
            return status
        lasts_s = self._really_s(status.recordable_s)
        return status.model_copy(update={"recordable_s": lasts_s})

    def _really_s(self, recordable_s: float) -> float:
        """By the real rate, from how long it lasts by the rate of the audio alone."""
        return recordable_s * AUDIO_BYTES_PER_S / (self._bytes_per_s or AUDIO_BYTES_PER_S)

    async def _measure(self) -> bool:
        """Look how fast the last recordings filled the disk; tell whether that is news."""
        rows = await self._library.page(limit=RECENT)
        closed = [row for row in rows if row.recording.state is RecordingState.CLOSED]
        sizes = await asyncio.to_thread(self._sizes, closed, True)
        before = self._bytes_per_s
        self._bytes_per_s = bytes_per_s(
            (size, to_seconds(row.total_samples)) for row, size in zip(closed, sizes, strict=True)
        )
        return before != self._bytes_per_s

    async def _present(self) -> Present:
        now = self._clock.now()
        usage = await asyncio.to_thread(shutil.disk_usage, self._paths.data)
        return Present(
            now=datetime.fromisoformat(now.wall),
            clock_trusted=now.clock_trusted,
            free_bytes=usage.free,
        )

    async def _rows(self, *, only_trash: bool) -> AsyncIterator[LibraryRow]:
        for trashed in (True,) if only_trash else (True, False):
            before: str | None = None
            while page := await self._library.page(limit=PAGE, before=before, trashed=trashed):
                for row in page:
                    yield row
                before = page[-1].recording.id

    async def _planned(self, rows: list[LibraryRow], sizes: list[int], present: Present) -> Plan:
        exported: set[str] = set()
        if self.rules.only_exported:
            exported = await asyncio.to_thread(with_audio, self._paths.receipts)
        candidates = [
            self._candidate(row, size, exported=row.recording.id in exported)
            for row, size in zip(rows, sizes, strict=True)
        ]
        return plan(candidates, rules=self.rules, present=present)

    def _candidate(self, row: LibraryRow, size_bytes: int, *, exported: bool) -> Candidate:
        recording = row.recording
        return Candidate(
            id=recording.id,
            ended=_ended(row),
            clock_trusted=recording.started.clock_trusted,
            size_bytes=size_bytes,
            hold=row.hold,
            running=self._is_running(recording.id)
            or (
                # Nobody asks a recorder that is just away, and a rule can wait.
                row.trashed is None and recording.state is not RecordingState.CLOSED
            ),
            in_work=self._is_in_work(recording.id),
            exported=exported,
            trashed=None if row.trashed is None else datetime.fromisoformat(row.trashed),
            surely_trashed_s=self._surely_trashed_s(recording.id),
        )

    def _watch_trash(self, rows: list[LibraryRow]) -> None:
        now_ns = self._clock.now().monotonic_ns
        self._seen_in_trash = {
            row.recording.id: self._seen_in_trash.get(row.recording.id, now_ns)
            for row in rows
            if row.trashed is not None
        }

    def _surely_trashed_s(self, recording_id: str) -> float | None:
        if not self._watches or recording_id not in self._seen_in_trash:
            return None
        seen_ns = self._seen_in_trash[recording_id]
        return (self._clock.now().monotonic_ns - seen_ns) / 1e9

    def _sizes(self, rows: list[LibraryRow], measured: bool) -> list[int]:
        if not measured:
            return [round(to_seconds(row.total_samples) * AUDIO_BYTES_PER_S) for row in rows]
        return [sum(_file_sizes(self._paths.recording(row.recording.id))) for row in rows]

    async def _date_the_trash(self) -> None:
        """Let the days of the trash begin for what came there under a wrong clock."""
        async for row in self._rows(only_trash=True):
            if row.trashed == UNKNOWN_TIME.isoformat():
                await self._library.set_trashed(row.recording.id, self.trashed_now())

    async def _apply(
        self, rows: list[LibraryRow], decided: Plan, progress: Progress
    ) -> dict[str, str]:
        """Do what is due; returns what could not be done, with the reason.

        Measuring and every removal take their time: each is asked for again as things are now.
        """
        problems: dict[str, str] = {}
        pairs = zip(rows, decided.prospects, strict=True)
        due = [(row, prospect) for row, prospect in pairs if prospect.is_due]
        for number, (planned, prospect) in enumerate(due, start=1):
            progress(REMOVING, number, len(due))
            why = explained(prospect, decided.rules)
            try:
                changed = await self._changed(planned, prospect, decided.rules)
                if changed:
                    problems[prospect.id] = changed
                elif prospect.fate is Fate.TRASH:
                    await self._library.set_trashed(prospect.id, self.trashed_now())
                    await self._note("delete", prospect.id, by=BY_RULE, why=why)
                else:
                    await self._remove(
                        prospect.id, only_trashed=prospect.trashed, by=BY_RULE, why=why
                    )
            except ApplianceError as error:
                problems[prospect.id] = str(error)
                log.warning("%s stays: %s", prospect.id, error, extra={"event": "retention-failed"})
        return problems

    async def _changed(self, planned: LibraryRow, prospect: Prospect, rules: Rules) -> str:
        """Say what forbids by now what was planned under these rules; empty if nothing does."""
        row = await self._library.get(prospect.id)
        forbidden = self._forbidden(row)
        if forbidden is not None:
            stays = replace(prospect, fate=Fate.STAYS, reason=forbidden)
            return explained(stays, rules).removeprefix("kept: ")
        if row.trashed != planned.trashed:
            return "somebody deleted or restored it meanwhile"
        return "the rules are others by now" if self.rules != rules else ""

    def _forbidden(self, row: LibraryRow) -> Reason | None:
        return why_not_removed(self._candidate(row, 0, exported=True))

    async def _remove(self, recording_id: str, *, only_trashed: bool, **facts: object) -> None:
        async def whole() -> None:
            note = partial(self._audit.note, "purge", subject=recording_id, **facts)
            try:
                await self._library.purge(recording_id, only_trashed=only_trashed, note=note)
            except NotNotedError as error:
                # A full disk must not keep anybody from making room on it.
                log.warning("%s", error, extra={"event": "audit-failed"})

        await finished(whole())
        log.info("removed %s", recording_id, extra={"event": "recording-removed", **facts})

    async def _note(self, deed: str, recording_id: str, **facts: object) -> None:
        """Note a deletion. A full disk must not keep anybody from making room on it."""
        try:
            await asyncio.to_thread(self._audit.note, deed, subject=recording_id, **facts)
        except LibraryError as error:
            log.warning("%s", error, extra={"event": "audit-failed"})


def _ended(row: LibraryRow) -> datetime:
    recording = row.recording
    lasted_s = to_seconds(row.total_samples) + sum(gap.duration_s for gap in recording.gaps)
    return datetime.fromisoformat(recording.started.wall).astimezone(UTC) + timedelta(
        seconds=lasted_s
    )


def _line(row: LibraryRow, prospect: Prospect, problem: str) -> RetentionLine:
    return RetentionLine(
        prospect=prospect,
        title=row.shown_title,
        started=row.recording.started.wall,
        duration_s=to_seconds(row.total_samples),
        trashed=row.trashed,
        problem=problem,
    )


def _file_sizes(folder: Path) -> Iterator[int]:
    """Of all but what is prepared for exports: that goes by itself before a disk is short."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name not in prepared.NAMES:
                    yield entry.stat(follow_symlinks=False).st_size
    except OSError as error:
        log.debug("no size of %s: %s", folder, error, extra={"event": "size-unknown"})


def _blocks(file: Path) -> int:
    try:
        return file.stat().st_blocks * 512
    except OSError:
        return 0
