"""The messages for files that are refused."""

from pathlib import Path

import pytest

from appliance.station.unreadable_audio import Refusal, UnreadableAudioError


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_names_the_file_and_the_next_step(refusal: Refusal) -> None:
    """Each with words of its own."""
    error = UnreadableAudioError(refusal, Path("会议 {1}.m4a"), "{odd} detail")

    assert str(error).startswith("会议 {1}.m4a ")
    assert error.hint.endswith(".")
    assert (30, refusal) == (error.exit_code, error.refusal)


def test_no_two_refusals_say_the_same() -> None:
    """A person can tell them apart."""
    messages = {str(UnreadableAudioError(refusal, Path("a"), "x")) for refusal in Refusal}

    assert len(Refusal) == len(messages)
