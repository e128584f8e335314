"""The voice detector that needs no model, and what all detectors share."""

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.inference.audio_window import AudioWindow
from appliance.inference.detectors.framing import Framer
from appliance.inference.detectors.webrtc import FRAME_SAMPLES, WebRtcDetector
from tests.fakes.tone import silence, tone


def test_webrtc_hears_no_voice_in_silence() -> None:
    """Every frame of zeros has probability 0 and the lowest level."""
    found = WebRtcDetector(first_sample=100).feed(silence(1))

    assert [100 + at * FRAME_SAMPLES for at in range(33)] == [one.first_sample for one in found]
    assert {0.0} == {frame.probability for frame in found}
    assert {-120.0} == {frame.level_dbfs for frame in found}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 5000), max_size=20))
def test_frames_do_not_depend_on_how_the_audio_is_cut(sizes: list[int]) -> None:
    """Any pieces give the same frames, without a hole."""
    audio = (tone(0.4) + silence(0.3))[: sum(sizes) // 2 * 2]
    whole = WebRtcDetector(first_sample=0).feed(audio)
    detector = WebRtcDetector(first_sample=0)
    pieces, at = [], 0
    for size in [*sizes, len(audio)]:
        pieces += detector.feed(audio[at : at + size])
        at += size

    assert whole == pieces


def test_a_framer_keeps_what_fills_no_frame() -> None:
    """Even half a sample."""
    framer = Framer(4, first_sample=0)

    assert 0 == len(framer.feed(b"\1\0\2"))
    assert [[1, 2, 3, 4]] == framer.feed(b"\0\3\0\4\0\5").tolist()


def test_a_window_forgets_what_is_decided() -> None:
    """Positions stay those of the source."""
    window = AudioWindow(100)
    window.append(bytes(range(20)))
    window.drop_before(105)
    window.drop_before(101)

    assert 110 == window.end_sample
    assert bytes([12, 13, 14, 15]) == window.cut(106, 108)
