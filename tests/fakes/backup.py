"""Backups that go as a test says."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

from appliance.errors import ApplianceError
from appliance.station.face import ExportProgress
from appliance.station.face_lock import Permit
from tests.fakes.lock import FakeLock


class FakeBackup:
    """Implements face_backup.Backup. Its public fields are the test's hands."""

    def __init__(self, lock: FakeLock) -> None:
        self._lock = lock
        self.steps: list[ExportProgress | ApplianceError] = []
        self.gate = asyncio.Event()
        """Nothing goes on before it is set."""

        self.targets: list[Path] = []

    async def write(
        self, target: Path, permit: Permit | None = None
    ) -> AsyncGenerator[ExportProgress, None]:
        """Play the steps the test set."""
        if self._lock.told.is_kiosk:
            self._lock.require(permit)
        self.targets.append(target)
        for step in self.steps:
            await self.gate.wait()
            if isinstance(step, ApplianceError):
                raise step
            yield step

    async def allow_plain(self, file: str) -> None:
        """Refuse none."""

    async def note_plain(self, file: str) -> None:
        """Add no line: there is no audit."""
