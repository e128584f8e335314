"""The station's sticks on real folders, with a queue that only remembers what it was given."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from appliance.bundles.signature import Signers
from appliance.domain.stick_contents import Limits
from appliance.domain.wishes import NO_WISHES, Wishes
from appliance.library.audit import AuditLog
from appliance.paths import Paths, prepare
from appliance.station.face_files import Added, LeftOut
from appliance.station.face_sticks import AudioOutcome, StickStep
from appliance.station.lock import BoxLock
from appliance.station.stick_copy import Read
from appliance.station.stick_door import StickDoor
from appliance.station.sticks import BoxSticks
from appliance.wire.supervision import Volume


@dataclass(kw_only=True)
class StickBox:
    """A stick, a box and, outside of both, a folder that is nobody's business."""

    folder: Path
    plugged: tuple[Volume, ...] = ()
    kept_free_bytes: int = 0
    limits: Limits = field(default_factory=Limits)
    stall_s: float = 20.0
    read: Read = os.read
    """Replace it by what fails, before or during an import."""

    taken: list[tuple[str, str]] = field(default_factory=list)
    """Name and SHA-256 of each file that the queue was given."""

    wishes: Wishes = NO_WISHES
    """What was asked for them at last."""

    noted: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)
    """What the audit was told."""

    unqueued: set[str] = field(default_factory=set)
    """Names of files that the queue does not take."""

    def __post_init__(self) -> None:
        for folder in (self.stick, self.outside):
            folder.mkdir()
        self.paths = Paths(data=self.folder / "data", run=self.folder / "run")
        prepare(self.paths)
        self.lock = BoxLock(self.paths, audit=AuditLog(self.paths.data))
        self.sticks = BoxSticks(
            self.paths,
            present=lambda: self.plugged,
            take=self._take,
            door=StickDoor(
                present=lambda: self.plugged,
                sticks=self.folder / "mounted",
                socket=self.folder / "helper.sock",
            ),
            signers=Signers((self.signers,)),
            note=self._note,
            lock=self.lock,
            limits=self.limits,
            kept_free_bytes=self.kept_free_bytes,
            stall_s=self.stall_s,
            read=self._read,
        )

    @property
    def stick(self) -> Path:
        """The folder that stands for a stick."""
        return self.folder / "stick"

    @property
    def signers(self) -> Path:
        """The list of trusted keys; not there until a test writes it."""
        return self.paths.keys / "allowed_signers"

    @property
    def outside(self) -> Path:
        """What nothing may read or write."""
        return self.folder / "outside"

    async def import_audio(self, *paths: str) -> tuple[AudioOutcome, ...]:
        """Import files, by default all; returns what became of them."""
        outcomes: tuple[AudioOutcome, ...] = ()
        async for progress in self.sticks.import_audio(str(self.stick), paths or None):
            if progress.step is StickStep.DONE:
                outcomes = progress.outcomes
        return outcomes

    async def _note(self, deed: str, *, subject: str, **facts: object) -> None:
        self.noted.append((deed, subject, facts))

    def _read(self, descriptor: int, size: int) -> bytes:
        return self.read(descriptor, size)  # which a test may have replaced meanwhile

    async def _take(
        self,
        files: Sequence[Path],
        names: Sequence[str],
        wishes: Wishes,
    ) -> Added:
        self.wishes = wishes
        job_ids, left_out = [], []
        for file, name in zip(files, names, strict=True):
            if name in self.unqueued:
                left_out.append(LeftOut(path=str(file), reason="no disk", hint="buy one"))
                continue
            self.taken.append((name, hashlib.sha256(file.read_bytes()).hexdigest()))
            job_ids.append(f"job-{len(self.taken)}")
            file.unlink()
        return Added(batch_id="batch", job_ids=tuple(job_ids), left_out=tuple(left_out))
