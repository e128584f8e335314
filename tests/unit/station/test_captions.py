"""Live captions."""

from appliance.domain.audio import to_samples
from appliance.domain.overload import CaptionsLevel
from appliance.domain.transcript import Segment
from appliance.station.captions import KEPT_FINALS, LiveCaptions
from appliance.wire.inference import FinalHypothesis, PartialHypothesis, SessionProgress


def final(utterance: int, text: str, *, end_sample: int) -> FinalHypothesis:
    """Return an utterance of one second."""
    return FinalHypothesis(
        utterance=utterance,
        start_sample=end_sample - 16_000,
        end_sample=end_sample,
        text=text,
        raw_text=text,
        language="zh",
        engine="fake",
        model="fake",
        model_sha256="",
        decode_s=0.0,
    )


def partial(utterance: int, *, stable: str, tentative: str, end_sample: int) -> PartialHypothesis:
    """Return a guess at an open utterance."""
    return PartialHypothesis(
        utterance=utterance,
        start_sample=0,
        end_sample=end_sample,
        stable_text=stable,
        tentative_text=tentative,
        decode_s=0.0,
    )


def captions() -> LiveCaptions:
    """Return captions of a recording that has just begun."""
    return LiveCaptions("20250501-120000-abcd", followed_samples=0, on_change=lambda: None)


def test_a_partial_shows_until_its_final_replaces_it() -> None:
    """The open utterance is shown as stable and tentative text, the finished one as final."""
    live = captions()
    live.guessed(partial(0, stable="你", tentative="好", end_sample=8_000))
    guessed = live.view(16_000)
    live.understood(final(0, "你好", end_sample=16_000))
    understood = live.view(16_000)
    assert ("你", "好", ()) == (guessed.stable_text, guessed.tentative_text, guessed.finals)
    assert ("", "") == (understood.stable_text, understood.tentative_text)
    assert ["你好"] == [caption.text for caption in understood.finals]


def test_a_partial_of_the_next_utterance_survives_a_late_final() -> None:
    """The final of one utterance does not erase what is already guessed of the next."""
    live = captions()
    live.guessed(partial(1, stable="", tentative="再见", end_sample=20_000))
    live.understood(final(0, "你好", end_sample=16_000))
    assert live.view(20_000).tentative_text == "再见"


def test_an_interruption_takes_back_what_was_not_decided() -> None:
    """Only decided utterances outlive the death of the recogniser."""
    live = captions()
    first, second = final(0, "一", end_sample=16_000), final(1, "二", end_sample=32_000)
    live.understood(first)
    live.understood(second)
    live.decided([first], 16_000)
    live.guessed(partial(2, stable="", tentative="三", end_sample=40_000))
    live.interrupted()
    view = live.view(40_000)
    assert ["一"] == [caption.text for caption in view.finals]
    assert view.tentative_text == ""


def test_behind_is_measured_from_the_last_thing_understood() -> None:
    """Partials, finals and decided silence all count as understood."""
    live = captions()
    assert live.view(32_000).behind_s == 2.0
    live.guessed(partial(0, stable="", tentative="喂", end_sample=24_000))
    assert live.view(48_000).behind_s == 1.5
    live.interrupted()
    live.decided([], 32_000)
    assert live.view(64_000).behind_s == 2.0


def test_what_was_taken_is_behind_only_once_it_should_be_understood() -> None:
    """A recogniser that takes the audio lives; its engine has a few seconds more."""
    live = captions()
    live.progressed(progress(CaptionsLevel.FULL, received_s=5.5, behind_s=0))
    live.guessed(partial(0, stable="", tentative="喂", end_sample=to_samples(3)))
    assert [0.0, 3.5] == [live.view(to_samples(at_s)).behind_s for at_s in (6, 6.5)]


def test_only_the_newest_finals_are_kept() -> None:
    """A long meeting does not make the screen slow."""
    live = captions()
    segments = [
        Segment(
            start_sample=number,
            end_sample=number + 1,
            text=str(number),
            raw_text="",
            language="zh",
            engine="",
            model="",
            model_sha256="",
        )
        for number in range(KEPT_FINALS + 5)
    ]
    live.restore(segments, 0)
    finals = live.view(0).finals
    assert len(finals) == KEPT_FINALS
    assert finals[-1].text == str(KEPT_FINALS + 4)


def test_every_change_is_told() -> None:
    """Whoever draws the captions hears of each change."""
    told: list[None] = []
    live = LiveCaptions(
        "20250501-120000-abcd", followed_samples=0, on_change=lambda: told.append(None)
    )
    live.guessed(partial(0, stable="", tentative="喂", end_sample=1))
    live.understood(final(0, "喂", end_sample=16_000))
    live.decided([], 16_000)
    live.interrupted()
    assert len(told) == 4


def progress(level: CaptionsLevel, *, received_s: float, behind_s: float) -> SessionProgress:
    """Return what a session tells about itself."""
    return SessionProgress(
        received_samples=to_samples(received_s),
        decided_samples=0,
        behind_s=behind_s,
        captions_level=level,
    )


def test_without_partials_an_open_utterance_is_not_behind() -> None:
    """Its words come when it is over; only what is over and has no text is late."""
    shown = captions()
    assert 20.0 == shown.view(to_samples(20)).behind_s
    shown.progressed(progress(CaptionsLevel.FINALS_ONLY, received_s=19, behind_s=0))
    assert (0.0, CaptionsLevel.FINALS_ONLY) == (
        shown.view(to_samples(20)).behind_s,
        shown.view(to_samples(20)).level,
    )
    shown.progressed(progress(CaptionsLevel.OFF, received_s=20, behind_s=17))
    assert 17.0 == shown.view(to_samples(20)).behind_s


def test_a_new_session_begins_with_all_captions() -> None:
    """What overload left of them died with inference."""
    shown = captions()
    shown.progressed(progress(CaptionsLevel.OFF, received_s=1, behind_s=17))
    shown.interrupted()
    assert CaptionsLevel.FULL is shown.view(0).level


def test_it_is_known_for_how_long_nobody_has_spoken() -> None:
    """Up to where the text has come; utterances without words are none."""
    live = captions()
    before = live.view(16_000).quiet_s
    live.decided([final(0, "你好", end_sample=32_000)], 32_000)
    spoken = live.view(32_000).quiet_s
    live.decided([final(1, "", end_sample=96_000)], 160_000)
    quiet, behind = live.view(160_000).quiet_s, live.view(320_000)
    live.guessed(partial(2, stable="", tentative="再见", end_sample=320_000))
    again = live.view(320_000).quiet_s
    assert (0.0, 0.0, 8.0, 8.0, 0.0) == (before, spoken, quiet, behind.quiet_s, again)
    assert 10.0 == behind.behind_s


def test_noise_does_not_make_words_longer_ago_than_they_are() -> None:
    """Of the captions that are kept all may be utterances without words."""
    live = captions()
    live.decided([final(0, "你好", end_sample=32_000)], 32_000)
    noise = [final(n, "", end_sample=32_000 + n * 16_000) for n in range(1, KEPT_FINALS + 1)]
    live.decided(noise, noise[-1].end_sample)
    assert KEPT_FINALS == live.view(noise[-1].end_sample).quiet_s
