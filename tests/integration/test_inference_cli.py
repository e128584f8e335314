"""`tingxia models` and `tingxia bench` as a person runs them."""

import asyncio
import json
import sys
from pathlib import Path

from appliance.modelstore.recipe import STARTER


async def tingxia(*arguments: str) -> tuple[int, str, str]:
    """Run the command; return its exit status and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "appliance",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(50):
        printed, complained = await process.communicate()
    assert process.returncode is not None
    return process.returncode, printed.decode(), complained.decode()


async def test_a_missing_model_is_named_and_repaired(tmp_path: Path) -> None:
    """The hint is the command that helps, and it does."""
    data = ("--data-dir", str(tmp_path))
    status, _, complained = await tingxia("models", "verify", *data)
    assert status == 7
    assert "whisper-base is missing or damaged" in complained
    assert "→ Join it afresh with `tingxia models verify --repair`." in complained

    status, printed, _ = await tingxia("models", "verify", "--repair", *data)
    assert (0, True) == (status, "joined afresh" in printed)

    status, printed, _ = await tingxia("models", "verify", "--json", *data)
    assert status == 0
    assert {
        "model": "whisper-base",
        "sha256": STARTER.sha256,
        "damaged": [],
        "repaired": False,
    } == json.loads(printed)


async def test_the_tax_is_measured(tmp_path: Path) -> None:
    """Half a minute through the service and through the bare engine, as JSON."""
    data = ("--data-dir", str(tmp_path))
    status, printed, complained = await tingxia("bench", "tax", "--minutes", "0.5", "--json", *data)
    measured = json.loads(printed)

    assert "" == complained
    assert measured["within_target"] == (status == 0)
    assert 30.0 == measured["audio_s"]
    assert 1.0 < measured["tax_within_service"] < 1.10
    assert 0.5 < measured["tax"] < 2.0
