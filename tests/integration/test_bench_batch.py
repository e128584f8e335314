"""A small share of what `tingxia bench batch` measures."""

from pathlib import Path

import pytest

from appliance.config import load
from appliance.diagnostics import long_run_recording
from appliance.diagnostics.audio_file import built_in
from appliance.diagnostics.benches.batch import measure
from appliance.diagnostics.targets import BATCH
from appliance.domain.audio import SAMPLE_RATE_HZ

SPOKEN_S = 8
"""Three sentences."""


@pytest.mark.timeout(300)
async def test_a_file_goes_through_a_box_and_through_the_bare_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both make a text of the same speech, and both are timed.

    The box has all that the bare engine has; what that leaves out after a pause it may have too.
    """
    monkeypatch.setattr(
        long_run_recording, "built_in", lambda name: built_in(name)[: SPOKEN_S * SAMPLE_RATE_HZ]
    )
    settings = load(environment={}, overrides={"storage.data_dir": str(tmp_path)})
    part = await measure(settings, files=1, minutes=0.1)

    assert set(BATCH) == set(part.targets)
    figures, details = part.figures, part.details
    assert all(value > 0 for value in figures.values()), figures
    assert figures["batch_tax_within_service"] >= 1
    assert (1, 1) == (len(details["batch_s"]), len(details["bare_s"]))
    (characters,), bare = details["characters"], details["bare_characters"]
    assert 20 < bare
    assert bare - 2 <= characters <= 1.5 * bare
