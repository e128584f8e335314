"""The bench of the formats measures what it says."""

from appliance.diagnostics.benches.formats import measure_sound, measure_texts
from appliance.export.formats import FORMATS


def test_every_format_is_timed() -> None:
    """And the size of each document told."""
    part = measure_texts(8)

    assert {f"{chosen}_s" for chosen in FORMATS} | {"peak_growth_mb"} == set(part.figures)
    assert all(part.details["bytes"].values())


def test_sound_is_compared_with_the_bare_encoder() -> None:
    """Of the same samples; speech becomes smaller."""
    part = measure_sound(1)

    assert part.figures["ratio_to_bare"] > 0
    assert part.figures["share_of_size"] < 1
