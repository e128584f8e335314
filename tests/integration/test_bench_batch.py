"""The bench of files measures what it says: a few files, and a share of a long one."""

from pathlib import Path

import pytest

from appliance.config import load
from appliance.diagnostics.benches.batch import measure, measure_long
from appliance.diagnostics.targets import BATCH, LONG_FILE

pytestmark = pytest.mark.timeout(600)


async def test_a_batch_is_compared_with_the_bare_engine(tmp_path: Path) -> None:
    """Every file becomes text, as long as what the bare engine hears in the same segments."""
    settings = load(environment={}, overrides={"storage.data_dir": str(tmp_path / "data")})

    part = await measure(settings, files=2, minutes=0.5)

    assert {"files": "2", "minutes": "0.5"} == dict(part.conditions)
    assert set(BATCH) <= set(part.figures)
    assert all(value > 0 for value in part.figures.values()), part.figures
    details = part.details
    assert 2 * 30 <= details["audio_s"]
    assert 1 < details["segments"]
    each = details["bare_characters"] / 2
    assert [each, each] == pytest.approx(details["characters"], rel=0.1)


async def test_a_long_file_is_watched_to_its_end() -> None:
    """Its first text, its decoder and each end that was told are seen."""
    part = await measure_long(hours=0.02, suffix="mp3", share=1.0)

    assert {"hours": "0.02", "format": "mp3", "share": "1"} == dict(part.conditions)
    assert set(LONG_FILE) <= set(part.figures)
    figures, details = part.figures, part.details
    assert 0 < figures["first_text_s"] <= details["end_s"]
    assert 0 < figures["decoded_after_s"] <= details["end_s"]
    assert 0 <= figures["progress_off_ratio"]
    assert 72 <= details["length_s"]
    assert 0 < details["file_mb"] < 10
    assert all(at_s <= end_s for at_s, end_s in details["told_end_s"])


async def test_a_share_of_a_long_file_is_enough() -> None:
    """The rest is cancelled: the figures are there without it."""
    part = await measure_long(hours=0.05, suffix="wav", share=0.2)

    assert "0.2" == part.conditions["share"]
    assert 0 < part.figures["first_text_s"] <= part.details["end_s"]
    assert 180 <= part.details["length_s"]
