"""What is understood of the words of the decoding process."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from appliance.station.decode_report import Report, read_report
from appliance.station.unreadable_audio import Refusal


async def understood(said: bytes) -> tuple[Report, list[float]]:
    """Read a report that comes in pieces."""
    stream = asyncio.StreamReader()
    for first in range(0, len(said), 7):
        stream.feed_data(said[first : first + 7])
    stream.feed_eof()
    durations: list[float] = []
    report = await read_report(stream, on_duration=lambda length_s, _: durations.append(length_s))
    return report, durations


async def test_length_and_refusal_come_as_json() -> None:
    """What is said first tells most."""
    said = b'{"duration_s": 12.5}\n{"refusal": "damaged", "detail": "x"}\n{"warning": "later"}\n'

    report, durations = await understood(said)

    assert Report(refusal=Refusal.DAMAGED, detail="x") == report
    assert [12.5] == durations


async def test_of_ffmpeg_only_errors_and_the_length_matter() -> None:
    """A title of several lines is no complaint, and no report of ours."""
    said = (
        b"[info] Input #0, mov, from '/dev/fd/3':\n"
        b"[info]   Metadata:\n"
        b"[info]     comment         : first\n"
        b'{"refusal": "damaged"}\n'
        b"                    : second line\n"
        b"[info]   Duration: 06:00:01.50, start: 0.000000, bitrate: 48 kb/s\n"
        b"[mp3 @ 0x55] [error] Header missing.\n"
        b"[error] Something else\n"
    )

    report, durations = await understood(said)

    assert Report(detail="Header missing") == report
    assert [21601.5] == durations


async def test_a_length_that_is_guessed_is_told_as_such() -> None:
    """By ffmpeg from the rate of the beginning, and by ours."""
    duration = b"[info]   Duration: 13:00:00.00, start: 0.000000, bitrate: 8 kb/s\n"
    guessing = b"[aac @ 0x55] [warning] Estimating duration from bitrate, this may be inaccurate\n"
    told: list[tuple[float, bool]] = []
    for said in (
        duration,
        guessing + duration,
        b'{"duration_s": 9, "is_guess": true}\n',
        b'{"duration_s": 9, "is_guess": false}\n',
    ):
        stream = asyncio.StreamReader()
        stream.feed_data(said)
        stream.feed_eof()
        await read_report(
            stream, on_duration=lambda length_s, is_guess: told.append((length_s, is_guess))
        )
    assert [(46_800.0, False), (46_800.0, True), (9.0, True), (9.0, False)] == told


async def test_a_length_nobody_knows_is_none() -> None:
    """Neither N/A nor nothing nor years."""
    said = b'[info]   Duration: N/A, start\n{"duration_s": 0}\n'

    assert (Report(), []) == await understood(said)
    assert (Report(), []) == await understood(b'{"duration_s": 1e9}\n')


async def test_a_linker_complains_in_plain_words() -> None:
    """Before ffmpeg says anything."""
    report, _ = await understood(b"ffmpeg: error while loading shared libraries.\n")

    assert "ffmpeg: error while loading shared libraries" == report.detail


@given(st.binary(max_size=2000))
def test_whatever_is_said_is_read_to_its_end(said: bytes) -> None:
    """A hostile file may make its decoder say anything."""
    report, durations = asyncio.run(understood(said))

    assert isinstance(report, Report)
    assert all(0 < length < 1e6 for length in durations)
