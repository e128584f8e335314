"""Level, clipping and silence."""

from array import array

import pytest

from appliance.domain.level import FLOOR_DBFS, LevelMeter


def pcm(*values: int) -> bytes:
    """Return samples."""
    return array("h", values).tobytes()


def test_full_scale_square_is_zero_dbfs() -> None:
    """RMS and peak of a full-scale square wave are 0 dBFS, and every sample of it clips."""
    meter = LevelMeter()
    assert meter.feed(pcm(32767, -32768) * 800) == 1600
    assert meter.level_dbfs == pytest.approx(0, abs=0.01)
    assert meter.peak_dbfs == pytest.approx(0, abs=0.01)
    assert meter.clipped_samples == 1600


def test_half_scale_is_six_db_less() -> None:
    """Half the amplitude is −6 dBFS."""
    meter = LevelMeter()
    meter.feed(pcm(16384) * 1600)
    assert meter.level_dbfs == pytest.approx(-6.02, abs=0.01)


def test_only_the_last_tenth_of_a_second_counts() -> None:
    """A loud piece is forgotten after a tenth of a second of silence."""
    meter = LevelMeter()
    meter.feed(pcm(20000) * 800)
    assert meter.level_dbfs > FLOOR_DBFS
    for _ in range(2):
        meter.feed(pcm(0) * 800)
    assert meter.level_dbfs == FLOOR_DBFS


def test_near_silence_adds_up_and_sound_ends_it() -> None:
    """Noise of the last bits counts as silence; anything louder starts anew."""
    meter = LevelMeter()
    for _ in range(20):
        meter.feed(pcm(3, -3) * 400)
    assert meter.silent_s == pytest.approx(1.0)
    meter.feed(pcm(4) * 800)
    assert meter.silent_s == 0


def test_an_empty_piece_changes_nothing() -> None:
    """No samples, no measure."""
    meter = LevelMeter()
    assert meter.feed(b"") == 0
    assert (meter.level_dbfs, meter.silent_s) == (FLOOR_DBFS, 0.0)
