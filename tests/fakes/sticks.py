"""Sticks that hold what a test puts on them."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Sequence
from typing import Protocol

from appliance.domain.bundle import Replaced
from appliance.domain.stick_contents import StickContents
from appliance.domain.wishes import NO_WISHES, Wishes
from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit
from appliance.station.face_sticks import BundleProgress, Ejected, PackOutcome, StickProgress
from appliance.wire.supervision import HardwareStatus, Mode, Volume


class Plugged(Protocol):
    """Knows what is plugged in."""

    plugged: tuple[Volume, ...]
    mode: Mode


class FakeSticks:
    """Implements face_sticks.Sticks. Its public fields are the test's hands."""

    def __init__(self, machine: Plugged) -> None:
        self._machine = machine
        self.unopened: tuple[str, ...] = ()
        self.found: StickContents | ApplianceError = StickContents()
        self.steps: list[StickProgress | ApplianceError] = []
        self.import_gate = asyncio.Event()
        """Clear it to have an import take its time."""

        self.import_gate.set()
        self.bundle_steps: list[BundleProgress | ApplianceError] = []
        self.packs: tuple[PackOutcome, ...] = ()
        self.ejected: Ejected | ApplianceError = Ejected(is_unmounted=True)
        self.eject_gate = asyncio.Event()
        """Clear it to have the stick take its time."""

        self.eject_gate.set()
        self.refusal: ApplianceError | None = None
        """Raised by the next look or eject."""

        self.wishes = NO_WISHES
        """Of the last import."""

        self.used: frozenset[str] = frozenset()
        """Identities of those that are being read or written."""

        self.asked: list[tuple[str, str, tuple[str, ...] | None]] = []

    def hardware(self) -> HardwareStatus:
        """Return what the supervisor tells."""
        machine = self._machine
        return HardwareStatus(
            volumes=machine.plugged, unopened=self.unopened, watch="udev", mode=machine.mode
        )

    def volumes(self) -> tuple[Volume, ...]:
        """Return what is plugged in."""
        return self._machine.plugged

    def in_use(self) -> frozenset[str]:
        """Return what the test has set."""
        return self.used

    async def contents(self, volume: str) -> StickContents:
        """Return what the test put there."""
        self._note("contents", volume, None)
        self._refuse()
        if isinstance(self.found, ApplianceError):
            raise self.found
        return self.found

    async def import_audio(
        self,
        volume: str,
        paths: Sequence[str] | None = None,
        *,
        wishes: Wishes = NO_WISHES,
    ) -> AsyncGenerator[StickProgress, None]:
        """Play the steps the test set."""
        self._note("audio", volume, paths)
        self.wishes = wishes
        await self.import_gate.wait()
        for step in self.steps:
            if isinstance(step, ApplianceError):
                raise step
            yield step

    async def import_lexicons(
        self,
        volume: str,
        paths: Sequence[str] | None = None,
        *,
        replace: bool = False,
        permit: Permit | None = None,
    ) -> tuple[PackOutcome, ...]:
        """Return what the test set."""
        del permit
        self._note("replace packs" if replace else "packs", volume, paths)
        await self.import_gate.wait()
        return self.packs

    async def restore_lexicons(
        self, names: Sequence[str], permit: Permit | None = None, *, replace: bool = False
    ) -> tuple[str, ...]:
        """Put all of them back."""
        del permit
        self._note("restore replaced packs" if replace else "restore packs", "", names)
        return tuple(names)

    async def import_bundle(
        self,
        volume: str,
        path: str,
        *,
        replacing: Collection[Replaced] = (),
        permit: Permit | None = None,
    ) -> AsyncGenerator[BundleProgress, None]:
        """Play the steps the test set."""
        del permit
        self._note(" ".join(["bundle", *sorted(replacing)]), volume, (path,))
        await self.import_gate.wait()
        for step in self.bundle_steps:
            if isinstance(step, ApplianceError):
                raise step
            yield step

    async def eject(self, volume: str) -> Ejected:
        """Let it go once the gate is open."""
        self._note("eject", volume, None)
        await self.eject_gate.wait()
        self._refuse()
        if isinstance(self.ejected, ApplianceError):
            raise self.ejected
        return self.ejected

    def _refuse(self) -> None:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal

    def _note(self, what: str, volume: str, paths: Sequence[str] | None) -> None:
        self.asked.append((what, volume, None if paths is None else tuple(paths)))
