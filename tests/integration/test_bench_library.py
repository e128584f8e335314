"""The bench of the library measures what it says."""

import logging

import pytest

from appliance.diagnostics.benches.library import measure
from appliance.diagnostics.targets import LIBRARY

KINDS = ("character", "word", "two_words", "phrase", "prefix", "mixed", "filtered", "speaker")


async def test_a_library_is_made_searched_paged_and_started(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Every figure is there; the start finds a folder for each recording, and nothing to do."""
    steps: list[str] = []
    with caplog.at_level(logging.INFO):
        part = await measure(recordings=300, segments=3000, on_step=steps.append)

    assert {"recordings": "300", "utterances": "3000"} == dict(part.conditions)
    searches = {f"{kind}_p95_ms" for kind in KINDS}
    assert searches | set(LIBRARY) <= set(part.figures)
    assert all(value > 0 for value in part.figures.values()), part.figures
    assert part.details["text_bytes"] < part.details["database_bytes"]
    assert part.details["words"] > 3000
    assert ["search", "history"] == steps[-2:]
    assert "100 % of the library is made" in steps
    assert [] == [line.message for line in caplog.records if line.levelno >= logging.WARNING]


async def test_the_smallest_library_can_be_measured() -> None:
    """One recording with one utterance, in which most searches find nothing."""
    part = await measure(recordings=1, segments=1, on_step=lambda _: None)

    assert {"recordings": "1", "utterances": "1"} == dict(part.conditions)
    assert set(LIBRARY) <= set(part.figures)
