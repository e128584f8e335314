"""`tingxia models`, `tingxia bench` and `tingxia eval` as a person runs them."""

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from appliance.modelstore.recipe import STARTER

pytestmark = pytest.mark.timeout(180)

CLIPS = Path(__file__).parent.parent / "models" / "clips"


async def tingxia(*arguments: str) -> tuple[int, str, str]:
    """Run the command; return its exit status and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "appliance",
        *arguments,
        # Several threads that wait for each other on a busy machine make it many times slower.
        env={**os.environ, "TINGXIA_INFERENCE_THREADS": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(150):
            printed, complained = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
    assert process.returncode is not None
    return process.returncode, printed.decode(), complained.decode()


async def test_a_damaged_model_is_named_and_repaired(tmp_path: Path) -> None:
    """The hint is the command that helps, and it does."""
    data = ("--data-dir", str(tmp_path))
    await tingxia("models", "verify", "--repair", *data)
    (tmp_path / "models" / "whisper-base" / "config.json").unlink()
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


async def test_the_tax_is_measured_and_put_on_a_page(tmp_path: Path) -> None:
    """Half a minute through the service and through the bare engine, as JSON and as Markdown."""
    saved = tmp_path / "run.json"
    status, printed, complained = await tingxia(
        "bench", "tax", "--minutes", "0.5", "--json", "--save", str(saved),
        "--data-dir", str(tmp_path / "data"),
    )  # fmt: skip
    measured = json.loads(printed)

    assert "measuring: 0.5 minutes of audio" in complained
    assert measured["within_target"] == (status == 0)
    assert 30.0 == measured["audio_s"]
    assert measured["tax_within_service"] > 1.0
    assert measured["tax"] > 0.0

    status, page, _ = await tingxia("bench", "report", str(saved))
    assert 0 == status
    assert f"Pipeline tax, service ÷ bare engine: tax | {measured['tax']:g} | ≤ 1.1 |" in page
    assert str(tmp_path) not in page


async def test_a_model_that_is_not_there_is_not_measured_by_another(tmp_path: Path) -> None:
    """The starter would take its place; said before anything is started."""
    data = ("--data-dir", str(tmp_path))
    for command in (("bench", "silence"), ("bench", "all"), ("eval", str(CLIPS))):
        status, printed, complained = await tingxia(*command, "--model", "nosuch", *data)
        assert (7, "") == (status, printed)
        assert complained.startswith("tingxia: The model nosuch is not installed.\n→ ")


async def test_a_worse_evaluation_ends_with_status_1(tmp_path: Path) -> None:
    """Compared with a saved one; the very same one is not worse."""
    clips = tmp_path / "clips"
    clips.mkdir()
    told = json.loads((CLIPS / "references.json").read_text(encoding="utf-8"))
    shutil.copy(CLIPS / "d20.flac", clips)
    told = {"d20": told["d20"]}
    (clips / "references.json").write_text(json.dumps(told), encoding="utf-8")
    saved, data = tmp_path / "run.json", ("--data-dir", str(tmp_path / "data"))

    status, printed, _ = await tingxia("eval", str(clips), "--save", str(saved), *data)
    assert 0 == status
    assert "d20.flac" in printed

    run = json.loads(saved.read_text(encoding="utf-8"))
    assert run["parts"][0]["figures"]["cer"] <= 0.05
    # This machine may be slower by now; only the accuracy is to be worse.
    run["parts"][0]["figures"] |= {"cer": -0.01, "rtf": 1000.0}
    saved.write_text(json.dumps(run), encoding="utf-8")
    status, printed, _ = await tingxia("eval", str(clips), "--against", str(saved), "--json", *data)
    assert 1 == status
    assert ["eval: cer"] == json.loads(printed)["against"]["worse"]
