"""The root helper of the sticks: answers and remembers, mounts nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from appliance.station.stick_door import StickDoor
from appliance.wire.supervision import HardwareStatus, Mode, Volume


@dataclass(kw_only=True)
class FakeHelper:
    """Answers as the root helper does; its public fields are the test's hands."""

    folder: Path
    answer: str = "ok"
    asked: list[str] = field(default_factory=list)
    slow_deed: str = ""
    """A deed that is answered only when `released` is set."""

    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def stick(self) -> Path:
        """Where a stick is mounted."""
        return self.folder / "sticks" / "1A2B"

    @property
    def door(self) -> StickDoor:
        """A station's way to it."""
        return StickDoor(
            present=tuple, sticks=self.folder / "sticks", socket=self.folder / "helper.sock"
        )

    def hardware(self, *, is_plugged: bool) -> HardwareStatus:
        """Return what the supervisor tells."""
        stick = Volume(
            identity=self.stick.name,
            label="KINGSTON",
            mount_point=str(self.stick),
            filesystem="exfat",
            free_bytes=14_200_000_000,
            total_bytes=31_000_000_000,
            writable=True,
        )
        return HardwareStatus(
            volumes=(stick,) if is_plugged else (), watch="udev", mode=Mode.NORMAL
        )

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one question."""
        asked = (await reader.readline()).decode().strip()
        self.asked.append(asked)
        if self.slow_deed and asked.startswith(self.slow_deed):
            await self.released.wait()
        writer.write(f"{self.answer}\n".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def fake_helper(folder: Path) -> AsyncIterator[FakeHelper]:
    """Let one listen, with one stick."""
    helper = FakeHelper(folder=folder)
    helper.stick.mkdir(parents=True)
    async with await asyncio.start_unix_server(helper.converse, folder / "helper.sock"):
        yield helper
