"""FakeInference as a process of its own, which can be killed and stopped."""

import asyncio
import signal
import sys
from contextlib import suppress
from pathlib import Path

from appliance.config import Settings
from appliance.domain.process import Role
from appliance.orphans import die_with_parent
from appliance.wire.supervised import supervised
from tests.fakes.inference_server import FakeInference

PROGRESS_EVERY_S = 0.5


async def run(settings: Settings) -> None:
    """Understand until told to end."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    paths = settings.paths
    inference = FakeInference(paths.inference_socket)
    await inference.start()
    async with supervised(
        paths.supervisor_socket,
        Role.INFERENCE,
        on_hardware=lambda _: None,
        on_orphaned=ended.set,
    ) as line:
        count = 0
        while not ended.is_set():
            await line.progress(count := count + 1)
            with suppress(TimeoutError):
                async with asyncio.timeout(PROGRESS_EVERY_S):
                    await ended.wait()
    await inference.kill()


if __name__ == "__main__":
    die_with_parent(int(sys.argv[3]))
    asyncio.run(run(Settings.model_validate_json(Path(sys.argv[2]).read_bytes())))
