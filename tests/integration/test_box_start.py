"""A whole box as it starts."""

import asyncio
from pathlib import Path

from appliance.diagnostics.running_box import running_box
from appliance.domain.process import Role


async def test_up_names_the_microphone_that_is_heard(tmp_path: Path) -> None:
    """The line tells a simulated microphone from a real one."""
    async with running_box(tmp_path / "data", mic="sample") as box:
        await box.until_running(Role.CAPTURE)
        output = box.paths.log / "up.out"
        async with asyncio.timeout(10):
            while "microphone Built-in sample: no real one" not in output.read_text():
                await asyncio.sleep(0.05)
