"""Nothing leaves the box."""

import asyncio
import json
import sys
from pathlib import Path

import pytest


@pytest.mark.timeout(240)
async def test_nothing_leaves_during_a_whole_session(tmp_path: Path) -> None:
    """Recording, transcribing, opening every page and exporting sends no packet beyond loopback.

    The counter is shown to work by one packet sent on purpose at the end.
    """
    process = await asyncio.create_subprocess_exec(
        "unshare", "--net", "--map-root-user", "--kill-child",
        sys.executable, "-m", "tests.integration.air_gap", str(tmp_path / "data"),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    report = json.loads(output.decode().splitlines()[-1])
    assert report["counter_works"]
    assert report["traced_lines"] > 0
    assert (0, []) == (report["packets"], report["strangers"])
    assert report["characters"] > 20
    assert report["last_step"] == "done"
