"""Times, lengths and sizes in words; a recording as lines."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from appliance.domain.audio import to_samples
from appliance.domain.gap import Gap, GapCause
from appliance.domain.marker import Marker, MarkerKind
from appliance.domain.transcript import TranscriptKind
from appliance.station.face import SpeakerState
from tests.fakes.station import STICK, FakeStation
from ui.i18n import Language, Languages
from ui.lines import lines, speakers
from ui.wording import GAPS, MARKERS, VERSIONS, length, moment, position, room, size, stick_name

ID = "20250512-093000-a1b2"


@pytest.fixture(scope="module")
def english() -> Language:
    """Return English, so that the tests can be read."""
    return Languages("en").choose(None)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, "0:00:00"), (0.9, "0:00:00"), (59.9, "0:00:59"), (3661, "1:01:01"), (90000, "25:00:00")],
)
def test_positions(seconds: float, words: str) -> None:
    """Hours, minutes, seconds; never rounded up."""
    assert position(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0.4 s"), (3, "3 s"), (12.4, "12 s"), (59.6, "1 min 0 s"), (3725, "1 h 2 min")],
)
def test_lengths(english: Language, seconds: float, words: str) -> None:
    """The two largest units."""
    assert length(seconds, english) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(-5, "0 min"), (1500, "25 min"), (7199, "119 min"), (190800, "53 h")]
)
def test_room_is_rounded_down(english: Language, seconds: float, words: str) -> None:
    """Nobody is promised a minute that is not there."""
    assert room(seconds, english) == words


@pytest.mark.parametrize(
    ("later", "words"),
    [
        *((timedelta(), "23:59"), (timedelta(hours=-23), "23:59")),
        *((timedelta(minutes=1), "12 May 2025 23:59"), (timedelta(365), "12 May 2025 23:59")),
        (timedelta(-1), "12 May 2025 23:59"),
    ],
)
def test_a_moment_of_another_day_has_its_day(
    english: Language, later: timedelta, words: str
) -> None:
    """As soon as the day is another, also by a clock that was set back."""
    at = datetime(2025, 5, 12, 23, 59).astimezone()
    assert words == moment(at, at + later, english)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        *((0, "0 MB"), (1, "1 kB"), (32_044, "33 kB"), (1_000_000, "1 MB")),
        *((512_000_000, "512 MB"), (14.2e9, "14.2 GB"), (256e9, "256 GB")),
    ],
)
def test_sizes(count: int, words: str) -> None:
    """As printed on the stick."""
    assert size(count) == words


def test_every_kind_has_words() -> None:
    """A new gap or marker cannot be forgotten on the screen."""
    assert set(GapCause) == set(GAPS)
    assert set(MarkerKind) == set(MARKERS)


def test_lines_stand_in_the_order_of_the_recording(english: Language) -> None:
    """Gap, marker and text at the same place: first what was missed, then the mark, then words."""
    view = FakeStation().add_recording(
        "20250512-093000-a1b2",
        texts=("one", "two"),
        duration_s=20,
        gaps=(Gap(at_sample=to_samples(10), duration_s=2, cause=GapCause.PAUSED),),
        markers=(
            Marker(at_sample=to_samples(10), kind=MarkerKind.DEFECT, note="pump"),
            Marker(at_sample=to_samples(15), kind=MarkerKind.PLAIN),
        ),
    )
    assert ["one", "Paused for 2 s", "Defect: pump", "two", "Marker"] == [
        line.text for line in lines(view, english)
    ]
    assert ["", "gap", "defect", "", "plain"] == [line.sign for line in lines(view, english)]


def test_a_recording_without_text_still_shows_its_gaps(english: Language) -> None:
    """The text may come later; what was not heard is known already."""
    view = FakeStation().add_recording(
        "20250512-093000-a1b2",
        gaps=(Gap(at_sample=0, duration_s=65, cause=GapCause.POWER_LOST),),
    )
    assert view.transcript is None
    (line,) = lines(view, english)
    assert line.text == "Not heard for 1 min 5 s: the power was cut"


def test_speakers_are_named_where_there_are_several(english: Language) -> None:
    """A single one needs no name; who is not known has none."""
    station = FakeStation()
    several = station.add_recording(ID, texts=("a", "b", "c"), speakers=(1, 2, None))
    alone = station.add_recording(ID, texts=("a", "b"), speakers=(1, 1))
    assert ["Speaker 1", "Speaker 2", ""] == [line.who for line in lines(several, english)]
    assert ["", ""] == [line.who for line in lines(alone, english)]
    assert ([1, 2], [1]) == (speakers(several), speakers(alone))


def test_a_speaker_who_was_chosen_by_hand_is_told_at_once(english: Language) -> None:
    """Also the only one: whoever chose them looks for it."""
    view = FakeStation().add_recording(ID, texts=("a", "b"), speakers=(1, None))
    assert view.transcript is not None
    edited = replace(view.transcript, kind=TranscriptKind.EDITED)
    unheard = replace(view.summary, speaker_state=SpeakerState.NONE)
    by_hand = replace(view, transcript=edited, summary=unheard)
    assert ["Speaker 1", ""] == [line.who for line in lines(by_hand, english)]
    summary = replace(view.summary, speaker_state=SpeakerState.FOUND)
    told_apart = replace(by_hand, summary=summary)
    assert ["", ""] == [line.who for line in lines(told_apart, english)]


def test_somebody_who_speaks_at_the_same_time_is_not_hidden(english: Language) -> None:
    """The words may be theirs."""
    view = FakeStation().add_recording(ID, texts=("a", "b"), speakers=(1, 2))
    assert view.transcript is not None
    first, second = view.transcript.segments
    segments = (replace(first, overlap=True), second)
    view = replace(view, transcript=replace(view.transcript, segments=segments))
    assert "Speaker 1 and others" == lines(view, english)[0].who


def test_lines_can_show_the_raw_text(english: Language) -> None:
    """As it was before numbers, marks and hot words were put into it."""
    view = FakeStation().add_recording(ID, texts=("98.5 %",), raw_texts=("ninety-eight",))
    assert ["98.5 %"] == [line.text for line in lines(view, english)]
    assert ["ninety-eight"] == [line.text for line in lines(view, english, raw=True)]


def test_every_version_of_the_text_has_a_name() -> None:
    """None was forgotten when one was added."""
    assert set(TranscriptKind) == set(VERSIONS)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "“KINGSTON” (stand-in: a folder on this machine)"),
        ("zh-CN", "“KINGSTON”（模拟：本机的一个文件夹）"),
    ],
)
def test_a_folder_that_stands_in_for_a_stick_is_named_as_that(code: str, expected: str) -> None:
    """Nobody is to take it for a real one."""
    language = Languages("en").choose(code)
    assert expected == stick_name(STICK.model_copy(update={"is_stand_in": True}), language)
    assert "KINGSTON" == stick_name(STICK, language)
