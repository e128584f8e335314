"""Why a file of the queue failed, and whether trying it again may help."""

from dataclasses import replace
from pathlib import Path

import pytest

from appliance.domain.batch import FileJob, JobState
from appliance.station.file_failure import text_failed, to_failure
from appliance.station.unreadable_audio import Refusal, UnreadableAudioError
from tests.fakes.queued import queued


def failed_by(error: Exception) -> FileJob:
    """Return a file that failed so."""
    return queued(1, JobState.FAILED, failure=to_failure(error)).job


@pytest.mark.parametrize(
    ("refusal", "may_help"),
    [
        (Refusal.NOT_AUDIO, False),
        (Refusal.NO_SOUND, False),
        (Refusal.TOO_LONG, False),
        (Refusal.SHORT_OF_MEMORY, True),
        (Refusal.FFMPEG_MISSING, True),
        (Refusal.READ_FAILED, True),
        (Refusal.EMPTY, True),
    ],
)
def test_what_lies_in_the_file_is_not_tried_again(refusal: Refusal, may_help: bool) -> None:
    """What lies in the box, in the stick or in how the file came may be another time."""
    error = UnreadableAudioError(refusal, Path("a.wav"), "10")

    assert may_help == failed_by(error).can_be_retried


def test_a_file_that_is_read_in_place_may_be_whole_by_now() -> None:
    """It was being copied, say; one that was handed over stays as it is."""
    handed_over = failed_by(UnreadableAudioError(Refusal.NOT_AUDIO, Path("a.wav"), "zeros"))

    assert not handed_over.can_be_retried
    assert replace(handed_over, path="/records/a.wav").can_be_retried


def test_what_else_went_wrong_may_be_tried_again() -> None:
    """So may a file that was given up; one that waits or is done need not be."""
    assert failed_by(OSError(5, "Input/output error")).can_be_retried
    assert queued(1, JobState.FAILED, failure=text_failed("busy")).job.can_be_retried
    assert queued(1, JobState.CANCELLED).job.can_be_retried
    assert not queued(1, JobState.DONE).job.can_be_retried
    assert not queued(1, JobState.WAITING).job.can_be_retried
