"""The real process with the real starter model: is the text right, and none where none was said."""

from itertools import pairwise
from pathlib import Path

import pytest

from appliance.config import Endpointing, Inference, Settings
from appliance.diagnostics.error_rate import character_error_rate
from appliance.diagnostics.inference_process import InferenceProcess
from appliance.domain.audio import to_seconds
from appliance.domain.endpointing import EndpointRules
from appliance.domain.voice_trace import VoiceTrace
from appliance.samples.built_in import sample_text
from appliance.wire import connect
from appliance.wire.detection import StartDetection, VoiceHeard
from appliance.wire.inference import SessionAudio, SessionKind
from tests.integration.inference_runs import SPOKEN, meeting, noise, running, transcribed

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_meeting_is_understood_in_both_kinds_of_session(
    inference: InferenceProcess,
) -> None:
    """CER 8 % where nobody waits, 10 % in live captions; in pieces short enough to read."""
    batch = await transcribed(inference, meeting(), SessionKind.BATCH)
    live = await transcribed(inference, meeting(), SessionKind.LIVE)
    status = await inference.status()

    assert character_error_rate(sample_text(), batch.text) <= 0.08
    assert character_error_rate(sample_text(), live.text) <= 0.10
    for run in (batch, live):
        assert run.ended is not None
        assert len(meeting()) // 2 == run.decided_samples == run.ended.decided_samples
        for one, following in pairwise(run.finals):
            assert one.end_sample <= following.start_sample
        for final in run.finals:
            assert to_seconds(final.end_sample - final.start_sample) < 12.0
            assert final.words
            assert final.model_sha256 == status.model_sha256
    assert status.rtf is not None


@pytest.mark.parametrize("kind", list(SessionKind))
async def test_silence_and_noise_produce_no_text(
    inference: InferenceProcess, kind: SessionKind
) -> None:
    """A minute of zeros, of faint and of loud noise: everything decided, nothing said."""
    for pcm in (bytes(32_000 * 60), noise(60, level=0.003), noise(60, level=0.1)):
        run = await transcribed(inference, pcm, kind)

        assert "" == run.text
        assert [] == run.partials
        assert len(pcm) // 2 == run.decided_samples


async def test_the_simple_voice_detector_serves_as_well(models: Path) -> None:
    """With webrtc instead of silero the meeting is still a meeting."""
    settings = Settings(endpointing=Endpointing(vad="webrtc"), inference=Inference(threads=1))
    async with running(models, settings) as process:
        run = await transcribed(process, meeting(10), SessionKind.BATCH)

    assert character_error_rate(SPOKEN, run.text) <= 0.15


async def test_the_detector_does_not_depend_on_how_audio_is_cut() -> None:
    """Silero's state goes from call to call."""
    from appliance.inference.detectors.silero import SileroDetector, load_session

    session = load_session()
    pcm = meeting(10)
    whole = SileroDetector(session, first_sample=0).feed(pcm)
    detector = SileroDetector(session, first_sample=0)
    pieces = [
        frame for at in range(0, len(pcm), 3333) for frame in detector.feed(pcm[at : at + 3333])
    ]

    assert [frame.first_sample for frame in whole] == [frame.first_sample for frame in pieces]
    assert pytest.approx([frame.probability for frame in whole], abs=1e-3) == [
        frame.probability for frame in pieces
    ]
    assert max(frame.probability for frame in whole) > 0.9


async def test_speech_is_found_without_a_text(inference: InferenceProcess) -> None:
    """The real detector hears the meeting in pieces of any length, and nothing in silence."""
    pcm = meeting()[: 32_000 * 10] + bytes(32_000 * 3)
    async with connect(inference.socket) as connection:
        await connection.request(StartDetection(), VoiceHeard)
        trace = VoiceTrace()
        for start in range(0, len(pcm), 50_000):
            piece = SessionAudio(first_sample=start // 2, audio=pcm[start : start + 50_000])
            heard = await connection.request(piece, VoiceHeard)
            trace.add(heard.frame_samples, heard.probabilities, heard.levels_dbfs)

    regions = list(trace.regions(EndpointRules(), end_sample=len(pcm) // 2))
    assert len(regions) >= 1
    assert to_seconds(sum(one.end_sample - one.start_sample for one in regions)) > 4.0
    assert to_seconds(regions[-1].end_sample) < 10.5
