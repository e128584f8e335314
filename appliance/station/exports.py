"""Exports: which recordings, each of them when it is its turn, and the line in the audit."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from appliance.domain.export_choice import ExportChoice
from appliance.domain.recording import RecordingState
from appliance.domain.text_state import TextState
from appliance.errors import UsageError
from appliance.export import (
    ExportItem,
    ExportOptions,
    ExportProgress,
    ExportStep,
    export,
    exported,
    ruled,
)
from appliance.export.text_digest import text_digest
from appliance.library import Library, LibraryRow, NotNotedError
from appliance.library.audit import AuditLog
from appliance.paths import Paths
from appliance.recordings.reader import RecordingAudio
from appliance.station.stick_door import WritableStick

log = logging.getLogger(__name__)

_PAGE = 200


Writable = Callable[[Path], AbstractAsyncContextManager[WritableStick]]
"""Has a stick writable for as long as the block lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What an export takes."""

    ids: list[str]
    left_out: int = 0
    """As in ExportProgress."""


class Exports:
    """Reads what is exported from the library and the folders."""

    def __init__(
        self,
        library: Library,
        paths: Paths,
        *,
        audit: AuditLog,
        locale: Literal["zh-CN", "en"] = "zh-CN",
        recipient: str = "",
        writable: Writable = lambda _: nullcontext(WritableStick()),
    ) -> None:
        """``recipient``, a public key of age, is that of every export, whatever is asked for.

        ``audit`` is the process's only one: two would rotate the file together.
        """
        self._library = library
        self._paths = paths
        self.locale = locale
        self.recipient = recipient
        self._writable = writable
        self._audit = audit
        self._in_work: Counter[str] = Counter()

    def is_in_work(self, recording_id: str) -> bool:
        """Tell whether a recording is just being exported."""
        return self._in_work[recording_id] > 0

    async def run(
        self,
        which: Sequence[str] | ExportChoice,
        target: Path,
        options: ExportOptions | None = None,
    ) -> AsyncGenerator[ExportProgress, None]:
        """Write recordings below ``target`` and verify them; DONE without files if none is new.

        Raises ExportError, UnknownRecordingError, UsageError, StickError.
        """
        ordered = ruled(options or ExportOptions(), self.recipient)
        chosen = await self.chosen(which)
        if not chosen.ids:
            yield ExportProgress(step=ExportStep.DONE, left_out=chosen.left_out)
            return
        steps = export(
            [partial(self.item, recording_id) for recording_id in chosen.ids],
            target,
            receipts=self._paths.receipts,
            locale=self.locale,
            options=ordered,
        )
        done: ExportProgress | None = None
        with self._working_on(chosen.ids):
            async with self._writable(target) as stick, aclosing(steps):
                async for progress in steps:
                    if progress.step is ExportStep.DONE:
                        done = progress
                        await asyncio.to_thread(self._note, target, done, ordered)
                    else:
                        yield progress
        if done is not None:  # told only now: until then the stick was mounted for writing
            is_left = stick.is_held
            yield replace(done, eject_first=is_left, left_out=chosen.left_out)

    async def chosen(self, which: Sequence[str] | ExportChoice) -> Chosen:
        """Choose the recordings, oldest first if nobody named them; none if all are exported.

        Raises UnknownRecordingError, UsageError if there is nothing at all to export, ExportError
        if the receipts cannot be read.
        """
        if not isinstance(which, ExportChoice):
            for recording_id in which:
                await self._library.get(recording_id)
            return Chosen(ids=list(dict.fromkeys(which)))
        rows = await self._closed()
        if not rows:
            raise UsageError("There is no recording to export.", hint="Record something first.")
        if which is ExportChoice.NEW:
            return await self._new(rows)
        return Chosen(ids=[row.recording.id for row in rows])

    async def count(self, which: ExportChoice) -> int:
        """Count the recordings that would be chosen. Raises UsageError, ExportError."""
        return len((await self.chosen(which)).ids)

    async def item(self, recording_id: str) -> ExportItem:
        """Return a recording with the best version of its text. Raises UnknownRecordingError."""
        row = await self._library.get(recording_id)
        folder = self._paths.recording(recording_id)
        recording = replace(row.recording, title=row.shown_title)
        if recording.state is not RecordingState.CLOSED:
            running = await asyncio.to_thread(RecordingAudio(folder).recording)
            recording = replace(running, title=row.shown_title)
        return ExportItem(
            recording=recording,
            transcript=await self._library.transcript(recording_id),
            speaker_names=dict(row.speaker_names),
            is_text_whole=row.text_state.is_whole,
            folder=folder,
        )

    @contextmanager
    def _working_on(self, ids: Sequence[str]) -> Iterator[None]:
        self._in_work.update(ids)
        try:
            yield
        finally:
            self._in_work.subtract(ids)

    async def _closed(self) -> list[LibraryRow]:
        found: list[LibraryRow] = []
        before: str | None = None
        while page := await self._library.page(limit=_PAGE, before=before):
            found += [row for row in page if row.recording.state is RecordingState.CLOSED]
            before = page[-1].recording.id
        return found[::-1]

    async def _new(self, rows: list[LibraryRow]) -> Chosen:
        """Leave out what is worth waiting for; a text that failed does not come by itself."""
        ready = [row.recording.id for row in rows if row.text_state is not TextState.WAITING]
        ids = []
        with self._working_on(ready):
            digests = await asyncio.to_thread(exported.texts, self._paths.receipts)
            for recording_id in ready:
                last = digests.get(recording_id)
                if last is None or last != await self._digest(recording_id):
                    ids.append(recording_id)
        return Chosen(ids=ids, left_out=len(rows) - len(ready))

    def _note(self, target: Path, done: ExportProgress, options: ExportOptions) -> None:
        """Note it by the target: the name of a folder on the stick holds a title."""
        try:
            self._audit.note(
                "export",
                subject=str(target),
                recordings=done.recordings,
                files=len(done.files),
                encrypted_to=options.recipient,
                without_audio=len(done.without_audio) or None,
            )
        except NotNotedError as error:
            # It is verified; a full disk must not keep anybody from making room on it.
            log.warning("%s", error, extra={"event": "audit-failed"})

    async def _digest(self, recording_id: str) -> str:
        return await asyncio.to_thread(text_digest, await self.item(recording_id))
