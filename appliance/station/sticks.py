"""Sticks for the station: looks at them, takes audio and packs off them, lets them go."""

import asyncio
import errno
import logging
import os
import secrets
import shutil
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Collection,
    Generator,
    Iterator,
    Sequence,
)
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from appliance.bundles.signature import SIGNERS, SYSTEM_SIGNERS, Signers
from appliance.domain.bundle import Replaced
from appliance.domain.stick_contents import Limits, Refusal, StickContents
from appliance.domain.stick_mounting import Deed
from appliance.domain.wishes import NO_WISHES, Wishes
from appliance.paths import Paths
from appliance.recordings.durable import make_folder
from appliance.station.face_files import Added
from appliance.station.face_lock import Permit
from appliance.station.face_sticks import (
    AudioOutcome,
    BundleProgress,
    BundleTaken,
    Ejected,
    PackOutcome,
    StickProgress,
    StickStep,
)
from appliance.station.file_import import STAGING
from appliance.station.finished import finished, whole
from appliance.station.lock import BoxLock
from appliance.station.note import Note, unnoted
from appliance.station.stand_in import let_go, stand_in_at
from appliance.station.stick_copy import KEPT_FREE_BYTES, Copied, CopyStep, Read, copy_audio
from appliance.station.stick_door import StickDoor, WritableStick, written_out
from appliance.station.stick_errors import StickError, no_such_stick, stalled, unreadable
from appliance.station.stick_look import look
from appliance.station.stick_steps import STALL_S, StalledError, stepped
from appliance.station.stick_use import StickUse
from appliance.wire.supervision import Volume

log = logging.getLogger(__name__)

Step = TypeVar("Step")

Take = Callable[[Sequence[Path], Sequence[str], Wishes], Awaitable[Added]]
"""Takes files of ours into the queue, whose own they are then.

With their names for people.
"""


LIMITS: Final = Limits()


class BoxSticks:
    """Implements face_sticks.Sticks."""

    def __init__(
        self,
        paths: Paths,
        *,
        present: Callable[[], tuple[Volume, ...]],
        take: Take,
        note: Note = unnoted,
        lock: BoxLock | None = None,
        door: StickDoor | None = None,
        signers: Signers | None = None,
        limits: Limits = LIMITS,
        kept_free_bytes: int = KEPT_FREE_BYTES,
        stall_s: float = STALL_S,
        read: Read = os.read,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """``present`` tells what the supervisor sees."""
        self._paths = paths
        self._present = present
        self._take = take
        self._note = note
        self._lock = lock
        self._door = door or StickDoor(present=present)
        self._signers = signers or Signers((SYSTEM_SIGNERS, paths.keys / SIGNERS))
        self._limits = limits
        self._kept_free_bytes = kept_free_bytes
        self._stall_s = stall_s
        self._read = read
        self.use = StickUse(on_change)

    @property
    def is_in_use(self) -> bool:
        """Whether a stick is being read or written."""
        return bool(self.use)

    def in_use(self) -> frozenset[str]:
        """See Sticks."""
        return self.use.of(self._present())

    def volumes(self) -> tuple[Volume, ...]:
        """See Sticks."""
        return self._present()

    async def contents(self, volume: str) -> StickContents:
        """See Sticks."""
        place = self._place(volume)
        found = StickContents()
        steps = self._stepped(look(place, limits=self._limits), place)
        async with aclosing(steps):
            async for step in steps:
                found = step or found
        return found

    async def import_audio(
        self,
        volume: str,
        paths: Sequence[str] | None = None,
        *,
        wishes: Wishes = NO_WISHES,
    ) -> AsyncGenerator[StickProgress, None]:
        """See Sticks."""
        place = self._place(volume)
        yield StickProgress(step=StickStep.CHECKING)
        if paths is None:
            paths = [file.path for file in (await self.contents(volume)).audio]
        staging = self._paths.inbox / f"{STAGING}stick-{secrets.token_hex(4)}"
        outcomes: list[AudioOutcome] = []
        copies: list[Copied] = []
        try:
            await asyncio.to_thread(make_folder, staging)
            with self.use.reading(place):
                copying = self._stepped(self._copying(place, paths, staging), place)
                async with aclosing(copying):
                    async for step in copying:
                        if step.refused is not None:
                            outcomes.append(step.refused)
                        if step.copied is not None:
                            copies.append(step.copied)
                        yield StickProgress(
                            step=StickStep.COPYING,
                            file=step.file,
                            done_bytes=step.done_bytes,
                            total_bytes=step.total_bytes,
                        )
            yield StickProgress(step=StickStep.COPIED)
            if copies:
                yield StickProgress(step=StickStep.TAKING)
                outcomes += await self._queued(copies, wishes)
        finally:
            # What a kill leaves is removed at the next start, by the name of the folder.
            await asyncio.to_thread(shutil.rmtree, staging, ignore_errors=True)
        taken = sum(outcome.job_id is not None for outcome in outcomes)
        log.info(
            "%d of %d files taken from a stick",
            taken,
            len(outcomes),
            extra={"event": "stick-imported", "taken": taken, "files": len(outcomes)},
        )
        yield StickProgress(step=StickStep.DONE, outcomes=tuple(outcomes))

    async def import_lexicons(
        self,
        volume: str,
        paths: Sequence[str] | None = None,
        *,
        replace: bool = False,
        permit: Permit | None = None,
    ) -> tuple[PackOutcome, ...]:
        """See Sticks. The recogniser notices changed packs by itself, within seconds."""
        await self._require(permit)
        from appliance.station.stick_lexicons import install_packs  # brings all of the text chain

        place = self._place(volume)
        if paths is None:
            paths = [file.path for file in (await self.contents(volume)).lexicons]
        with self.use.reading(place):
            installing = self._stepped(
                install_packs(
                    place, paths, self._paths.lexicons, limits=self._limits, replace=replace
                ),
                place,
            )
            async with aclosing(installing):
                outcomes = [outcome async for outcome in installing]
        for outcome in outcomes:
            if outcome.is_new:
                await self._note("import-lexicon", subject=outcome.name)
        log.info("packs taken from a stick", extra={"event": "packs-imported"})
        return tuple(outcomes)

    async def restore_lexicons(
        self, names: Sequence[str], permit: Permit | None = None, *, replace: bool = False
    ) -> tuple[str, ...]:
        """See Sticks."""
        await self._require(permit)
        from appliance.station.stick_lexicons import restore_packs

        try:
            restored = await asyncio.to_thread(
                restore_packs, names, self._paths.lexicons, replace=replace
            )
        except OSError as error:
            raise StickError(
                "The lists of words cannot be put back: {reason}.",
                hint="Check the disk of the box, then bring them in again.",
                reason=error.strerror,
            ) from error
        for name in restored:
            await self._note("restore-lexicon", subject=name)
        return tuple(restored)

    async def import_bundle(
        self,
        volume: str,
        path: str,
        *,
        replacing: Collection[Replaced] = (),
        permit: Permit | None = None,
    ) -> AsyncGenerator[BundleProgress, None]:
        """See Sticks."""
        await self._require(permit)
        from appliance.station.stick_bundles import BundleImport  # brings the model store

        place = self._place(volume)
        yield BundleProgress(step=StickStep.CHECKING)
        staging = self._paths.inbox / f"{STAGING}bundle-{secrets.token_hex(4)}"
        bundle = BundleImport(
            place,
            path,
            staging,
            paths=self._paths,
            signers=self._signers,
            limits=self._limits,
            replacing=replacing,
        )
        try:
            await asyncio.to_thread(make_folder, staging)
            with self.use.reading(place):
                async with aclosing(self._stepped(bundle.read(), place)) as reading:
                    async for _ in reading:
                        pass
                await whole(bundle.verify)
                steps = bundle.copy(kept_free_bytes=self._kept_free_bytes, read=self._read)
                async with aclosing(self._stepped(steps, place)) as copying:
                    async for step in copying:
                        yield step
            yield BundleProgress(step=StickStep.COPIED)
            yield BundleProgress(step=StickStep.TAKING)
            taken = await finished(self._installed(bundle.install))
        finally:
            await asyncio.to_thread(shutil.rmtree, staging, ignore_errors=True)
        yield BundleProgress(step=StickStep.DONE, taken=taken)

    async def _require(self, permit: Permit | None) -> None:
        """Let no passer-by change what is recognised. Raises LockedError."""
        if self._lock is not None:
            await self._lock.require_in_kiosk(permit)

    async def eject(self, volume: str) -> Ejected:
        """See Sticks."""
        place = self._place(volume)
        if self.use.is_read(place):
            raise StickError(
                "{place} is being read at this moment.",
                hint="Wait until the import is done, then try again.",
                place=place,
            )
        if self.use.is_written(place):
            raise StickError(
                "{place} is being written at this moment.",
                hint="Wait until the screen says that it may be removed, then try again.",
                place=place,
            )
        name = self._door.name(place)
        with self.use.writing(place):
            if name:
                await self._door.ask(Deed.REMOVE, name)
                return Ejected(is_unmounted=True)
            writing = self._stepped(written_out(place), place)
            async with aclosing(writing):
                async for _ in writing:
                    pass
            stand_in = stand_in_at(place, self._present())
            if stand_in is not None:
                await let_go(stand_in, self._paths.supervisor_socket)
        return Ejected(is_unmounted=stand_in is not None)

    @asynccontextmanager
    async def writable(self, target: Path) -> AsyncGenerator[WritableStick, None]:
        """Have the stick of ``target`` writable for an export. Entering raises StickError."""
        with self.use.writing(target):
            async with self._door.writable(target) as stick:
                yield stick

    def _place(self, volume: str) -> Path:
        """Find where a stick is mounted. Raises StickError."""
        present = self._present()
        for name in ("identity", "mount_point", "label"):
            found = [known for known in present if getattr(known, name) == volume]
            if len(found) == 1:
                return Path(found[0].mount_point)
            if found:
                raise StickError(
                    "{count} sticks are called {name}.",
                    hint="Name one of them by its identity: {identities}.",
                    count=len(found),
                    name=volume,
                    identities=", ".join(known.identity for known in found),
                )
        folder = Path(volume)
        if not folder.is_absolute() or "\0" in volume:
            known = ", ".join(known.label or known.identity for known in present)
            raise no_such_stick(volume.replace("\0", "?"), known)
        real, data = Path(os.path.realpath(folder)), Path(os.path.realpath(self._paths.data))
        if real.is_relative_to(data) or data.is_relative_to(real):
            raise StickError(
                "{folder} holds the box's own data.",
                hint="Name a stick, or a folder beside the data folder.",
                folder=folder,
            )
        return folder

    def _copying(self, place: Path, paths: Sequence[str], staging: Path) -> Generator[CopyStep]:
        return copy_audio(
            place,
            paths,
            staging,
            limits=self._limits,
            kept_free_bytes=self._kept_free_bytes,
            read=self._read,
        )

    async def _installed(self, install: Callable[[], BundleTaken]) -> BundleTaken:
        taken = await asyncio.to_thread(install)
        gone = {"later_version": taken.later_version, "replaced_packs": taken.replaced_packs}
        await self._note(
            "import-bundle",
            subject=taken.name,
            kind=taken.kind.value,
            version=taken.version,
            signer=taken.signer,
            **{what: value for what, value in gone.items() if value},
        )
        log.info("a bundle was installed", extra={"event": "bundle-installed"})
        return taken

    async def _queued(self, copies: Sequence[Copied], wishes: Wishes) -> list[AudioOutcome]:
        """Give files to the queue; whoever leaves meanwhile leaves it with all of them."""
        left_out, job_ids = await finished(self._queue(copies, wishes))
        return [
            replace(copied.outcome, refusal=Refusal.NOT_QUEUED, detail=left_out[str(copied.file)])
            if str(copied.file) in left_out
            else replace(copied.outcome, job_id=next(job_ids))
            for copied in copies
        ]

    async def _queue(
        self, copies: Sequence[Copied], wishes: Wishes
    ) -> tuple[dict[str, str], Iterator[str]]:
        """Return why which file was left out, and the jobs of the others in their order."""
        added = await self._take(
            [copied.file for copied in copies],
            [copied.name for copied in copies],
            wishes,
        )
        return {one.path: one.reason for one in added.left_out}, iter(added.job_ids)

    async def _stepped(self, steps: Generator[Step], place: Path) -> AsyncGenerator[Step, None]:
        """Run steps that block, and say what their errors mean."""
        running = stepped(steps, stall_s=self._stall_s)
        try:
            async with aclosing(running):
                async for step in running:
                    yield step
        except StalledError as error:
            raise stalled(place) from error
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise StickError(
                    "The box has no room left.",
                    hint="Export and delete old recordings, then try again.",
                ) from error
            raise unreadable(error, place) from error
