"""When recordings begin and end by themselves."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.voice_activation import (
    LONGEST_S,
    MARGIN_S,
    PREROLL_BUFFER_S,
    REST_S,
    RETRY_S,
    TALK_S,
    WORD_S,
    Deed,
    TalkFinder,
    VoiceActivation,
)

FRAME_S = 0.03
END_AFTER_S = 120.0


def found(*stretches: tuple[bool, float], enough_s: float = TALK_S) -> list[float]:
    """Return how old talk was whenever it was found."""
    finder = TalkFinder()
    ages = [
        finder.feed(FRAME_S, is_voice=is_voice, enough_s=enough_s)
        for is_voice, seconds in stretches
        for _ in range(round(seconds / FRAME_S))
    ]
    return [age_s for age_s in ages if age_s is not None]


def test_talk_is_found_after_its_first_seconds() -> None:
    """With the moment at which it began; pauses between words do not matter."""
    (age_s,) = found((False, 20), (True, 2.1))
    assert pytest.approx(TALK_S, abs=2 * FRAME_S) == age_s
    sentence = [(True, 0.7), (False, 0.3)]
    assert pytest.approx(3.5, abs=0.5) == found((False, 20), *sentence * 4)[0]


@pytest.mark.parametrize(
    "noise",
    [
        [(False, 60.0)],
        [(True, 1.5), (False, 60.0)],
        [(True, 0.3), (False, 0.7)] * 60,
        [(True, 0.03), (False, 0.06)] * 600,
    ],
)
def test_single_sounds_are_no_talk(noise: list[tuple[bool, float]]) -> None:
    """Neither silence nor a cough, knocking or the clatter of keys."""
    assert [] == found(*noise)


def test_a_word_is_enough_to_break_a_silence() -> None:
    """But no knock."""
    assert 1 == len(found((False, 9), (True, 0.6), (False, 9), enough_s=WORD_S))
    assert [] == found((False, 9), (True, 0.3), (False, 9), enough_s=WORD_S)


@given(st.lists(st.tuples(st.booleans(), st.floats(0.03, 3.0)), max_size=12))
def test_the_first_word_is_still_in_memory(stretches: list[tuple[bool, float]]) -> None:
    """Whatever was heard, talk began no longer ago than capture keeps; and there was enough."""
    heard: list[bool] = []
    finder = TalkFinder()
    for is_voice in [voice for voice, s in stretches for _ in range(round(s / FRAME_S))]:
        heard.append(is_voice)
        age_s = finder.feed(FRAME_S, is_voice=is_voice, enough_s=TALK_S)
        if age_s is not None:
            assert age_s + MARGIN_S <= LONGEST_S + MARGIN_S <= PREROLL_BUFFER_S
            frames = heard[-round(age_s / FRAME_S) :]
            assert frames[0]
            assert sum(frames) * FRAME_S >= TALK_S - FRAME_S


@dataclass
class Room:
    """A machine, what is recorded, and what must hold of it."""

    machine: VoiceActivation = field(default_factory=VoiceActivation)
    running_id: str | None = None
    is_own: bool = False
    silence_s: float = 0.0
    count: int = 0

    def hear(self, seconds: float, *, is_speech: bool) -> Deed | None:
        """Have it hear, and obey."""
        deed = self.machine.hear(seconds, is_speech=is_speech, end_after_s=END_AFTER_S)
        self.silence_s = 0.0 if is_speech else self.silence_s + seconds
        if deed is Deed.BEGIN:
            assert self.running_id is None
            assert is_speech
            self.machine.begin(name := self.name())
            self.run(name)
            self.machine.began()
            self.is_own = True
        elif deed is Deed.END:
            assert self.is_own
            assert self.silence_s >= END_AFTER_S
            self.run(None)
        return deed

    def name(self) -> str:
        """Return a new one."""
        self.count += 1
        return f"recording-{self.count}"

    def run(self, recording_id: str | None) -> None:
        """Record this from now on."""
        self.running_id, self.is_own = recording_id, False
        self.machine.observe(recording_id)

    def tap(self) -> None:
        """Begin or stop as a person."""
        self.run(self.name() if self.running_id is None else None)


def test_speech_begins_a_recording_and_silence_ends_it() -> None:
    """And speech right after that begins another: it was nobody's stop."""
    room = Room()
    assert None is room.hear(1000, is_speech=False)
    assert Deed.BEGIN is room.hear(1, is_speech=True)
    assert None is room.hear(END_AFTER_S - 1, is_speech=False)
    assert None is room.hear(1, is_speech=True)
    assert None is room.hear(END_AFTER_S - 1, is_speech=False)
    assert Deed.END is room.hear(1, is_speech=False)
    assert Deed.BEGIN is room.hear(1, is_speech=True)


def test_after_a_stop_it_has_to_be_quiet_first() -> None:
    """Silence from before the stop does not count, and each word begins it anew."""
    room = Room()
    room.hear(1, is_speech=True)
    room.hear(END_AFTER_S - 1, is_speech=False)
    room.tap()
    assert None is room.hear(1, is_speech=True)
    assert None is room.hear(REST_S - 1, is_speech=False)
    assert None is room.hear(1, is_speech=True)
    assert None is room.hear(REST_S, is_speech=False)
    assert Deed.BEGIN is room.hear(1, is_speech=True)


def test_what_a_person_began_or_touched_is_left_to_persons() -> None:
    """However long nobody speaks."""
    room = Room()
    room.tap()
    assert None is room.hear(9999, is_speech=False)
    room.tap()
    room.hear(REST_S, is_speech=False)
    assert Deed.BEGIN is room.hear(1, is_speech=True)
    room.machine.keep()
    assert None is room.hear(9999, is_speech=False)
    assert room.machine.is_kept


def test_after_a_refusal_it_is_tried_again_after_a_minute() -> None:
    """Not with each word; a tap in between is no refusal of the next."""
    machine = VoiceActivation()
    assert Deed.BEGIN is machine.hear(1, is_speech=True, end_after_s=END_AFTER_S)
    machine.begin("refused")
    machine.observe(None)
    machine.refused()
    assert None is machine.begun_id
    for _ in range(round(RETRY_S) - 1):
        assert None is machine.hear(1, is_speech=True, end_after_s=END_AFTER_S)
    assert Deed.BEGIN is machine.hear(1, is_speech=True, end_after_s=END_AFTER_S)


def test_a_stop_that_fails_is_tried_again() -> None:
    """And a person's stop after it is a person's."""
    room = Room()
    room.hear(1, is_speech=True)
    machine = room.machine
    assert Deed.END is machine.hear(END_AFTER_S, is_speech=False, end_after_s=END_AFTER_S)
    machine.refused()
    assert None is machine.hear(RETRY_S - 1, is_speech=False, end_after_s=END_AFTER_S)
    assert Deed.END is machine.hear(1, is_speech=False, end_after_s=END_AFTER_S)
    machine.refused()
    machine.observe(None)
    assert machine.needs_quiet


def test_it_knows_what_it_began_in_an_earlier_life() -> None:
    """If that still runs; what it was told of it holds too."""
    machine = VoiceActivation("mine")
    machine.observe("mine")
    assert Deed.END is machine.hear(END_AFTER_S, is_speech=False, end_after_s=END_AFTER_S)
    kept = VoiceActivation("mine", is_kept=True)
    kept.observe("mine")
    assert None is kept.hear(END_AFTER_S, is_speech=False, end_after_s=END_AFTER_S)
    other = VoiceActivation("mine")
    other.observe("another")
    assert (None, False) == (other.begun_id, other.may_end)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["tap", "keep"]),
            st.tuples(st.floats(0.5, 150.0), st.booleans()),
        ),
        max_size=60,
    )
)
def test_it_ends_only_its_own_and_never_begins_on_the_way_out(
    events: list[str | tuple[float, bool]],
) -> None:
    """In any order of speech, silence and taps; see also what Room asserts at each deed."""
    room = Room()
    longest_silence_s, needs_silence = 0.0, False
    for event in events:
        was_running = room.running_id
        if isinstance(event, tuple):
            seconds, is_speech = event
            deed = room.hear(seconds, is_speech=is_speech)
            if deed is Deed.BEGIN:
                assert longest_silence_s >= REST_S or not needs_silence
                needs_silence = False
            longest_silence_s = max(longest_silence_s, room.silence_s)
        elif event == "tap":
            room.tap()
            if was_running is not None:
                room.silence_s = longest_silence_s = 0.0
                needs_silence = True
        else:
            room.machine.keep()
            room.is_own = False
        assert room.machine.may_end == room.is_own
