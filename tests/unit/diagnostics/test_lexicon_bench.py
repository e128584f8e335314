"""The bench of a large lexicon."""

from appliance.diagnostics.benches.lexicon import measure
from appliance.diagnostics.targets import LEXICON


def test_as_many_different_terms_are_loaded_as_were_asked_for() -> None:
    """And every figure that has a target is measured."""
    part = measure(terms=1000)

    assert "1000" == part.conditions["terms"]
    assert set(LEXICON) <= set(part.figures)
    assert all(value > 0 for value in part.figures.values())
