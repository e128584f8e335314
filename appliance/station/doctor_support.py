"""Makes support bundles: gathers, redacts, writes, verifies, notes it in the audit."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from appliance.config import Settings
from appliance.diagnostics.checks import CHECKS, examined
from appliance.diagnostics.facts import Facts
from appliance.diagnostics.readers import BoxTold
from appliance.diagnostics.selftest_log import SelfTestLog
from appliance.diagnostics.support import BundleFacts, Redactor, bundle_files, own_words
from appliance.export.bundle import export_bundle
from appliance.export.progress import ExportProgress, ExportStep
from appliance.library import Library, LibraryError
from appliance.library.audit import AuditLog
from appliance.paths import Paths
from appliance.station.exports import Writable
from appliance.station.face_doctor import NO_PICTURES
from appliance.station.face_files import QueueView
from appliance.text.lexicon_folder import pack_files

_PAGE: Final = 500

log = logging.getLogger(__name__)


class SupportBundles:
    """Works for the running box, and without one if ``library`` is None."""

    def __init__(self, settings: Settings, library: Library | None, paths: Paths) -> None:
        self.settings = settings
        """Those in force now."""

        self._library = library
        self._paths = paths

    async def write(
        self,
        target: Path,
        *,
        told: BoxTold,
        facts: Facts,
        audit: AuditLog,
        writable: Writable,
        note: str = "",
        marks: Sequence[str] = (),
        pictures: Mapping[str, bytes] = NO_PICTURES,
        queue: QueueView | None = None,
    ) -> AsyncGenerator[ExportProgress, None]:
        """Write a bundle below ``target`` and verify it. Raises ExportError, StickError."""
        yield ExportProgress(step=ExportStep.CHECKING)
        known, counts = await self._known(queue)
        about = BundleFacts(
            settings=self.settings,
            told=told,
            facts=facts,
            findings=examined(CHECKS, facts),
            selftests=await asyncio.to_thread(SelfTestLog(self._paths.data).read),
            library=counts,
            note=note,
            marks=marks,
            pictures=pictures,
        )
        files = await asyncio.to_thread(self._made, about, known)
        made = datetime.now().astimezone()
        steps = export_bundle(
            files,
            target,
            receipts=self._paths.receipts,
            name=f"support_{made:%Y-%m-%d_%H-%M-%S}",
            subject="support",
            about={"made": made.isoformat(timespec="seconds"), "box_version": version("tingxia")},
            recipient=self.settings.export.recipient,
        )
        done: ExportProgress | None = None
        async with writable(target) as stick, aclosing(steps):
            async for progress in steps:
                if progress.step is ExportStep.DONE:
                    done = progress
                    await asyncio.to_thread(_note, audit, target, len(done.files))
                else:
                    yield progress
        if done is not None:  # told only now: until then the stick was mounted for writing
            yield replace(done, eject_first=stick.is_held)

    def _made(self, about: BundleFacts, known: set[str]) -> dict[str, bytes]:
        for file in pack_files(self._paths.lexicons):
            try:
                known.update(file.read_text(encoding="utf-8", errors="replace").splitlines())
            except OSError:
                continue
        return bundle_files(about, Redactor(own_words(), known))

    async def _known(self, queue: QueueView | None) -> tuple[set[str], dict[str, int]]:
        """Return what people have called things, and how many there are of each state."""
        known: set[str] = set()
        counts: Counter[str] = Counter()
        for file in queue.files if queue is not None else ():
            known |= {file.job.name, file.job.title, *file.job.hot_words}
            counts[f"file {file.job.state.value}"] += 1
        if self._library is None:
            return known, dict(counts)
        try:
            for trashed in (False, True):
                before: str | None = None
                while page := await self._library.page(limit=_PAGE, before=before, trashed=trashed):
                    before = page[-1].recording.id
                    for row in page:
                        counts[f"recording {row.text_state.value}"] += 1
                        known |= {row.shown_title, row.recording.title, *row.tags}
                        known.update(dict(row.speaker_names).values())
        except LibraryError:
            counts["library not readable"] += 1
        return known, dict(counts)


def _note(audit: AuditLog, target: Path, files: int) -> None:
    """Note it in the audit; a disk that refuses that is what the bundle may be about."""
    try:
        audit.note("support-bundle", subject=str(target), files=files)
    except LibraryError as error:
        log.warning("not noted: %s", error, extra={"event": "support-not-noted"})
