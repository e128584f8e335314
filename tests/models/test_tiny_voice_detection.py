"""FSMN-VAD as a voice detector: in place, in order, and the same however the audio was cut."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml

from appliance.config import Endpointing, Inference, Settings, Storage
from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.vad import SpeechGate, VoiceDetector, VoiceFrame
from appliance.inference.assembly import load_detector
from appliance.inference.engine import Samples
from appliance.inference.engines.funasr_vad import FRAME_SAMPLES, FunasrVoiceDetection
from appliance.modelstore import manifest
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family, Purpose
from appliance.modelstore.manifest import Manifest, sha256_of
from appliance.modelstore.store import ModelStore
from tests.models.conftest import LONGEST_TEACHING_S, as_model, placement
from tests.models.tiny import voice_detection
from tests.models.tiny.threads import one_thread

pytestmark = pytest.mark.timeout(LONGEST_TEACHING_S)

LOUD_S = ((0.8, False), (1.0, True), (1.2, False), (0.5, True), (0.6, False))
LATEST_S = 0.09


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that tells loud from quiet."""
    folder = tmp_path_factory.mktemp("taught") / "tiny-vad"
    with one_thread():
        voice_detection.teach(folder)
    return folder


@pytest.fixture(scope="module")
def detection(checkpoint: Path) -> FunasrVoiceDetection:
    """It, opened."""
    return FunasrVoiceDetection(as_model(checkpoint, Family.VOICE_DETECTION), placement())


@pytest.fixture
def copy(checkpoint: Path, tmp_path: Path) -> Path:
    """One that may be spoilt."""
    return Path(shutil.copytree(checkpoint, tmp_path / "copy"))


def as_pcm(samples: Samples) -> bytes:
    """Return samples as a session gets them."""
    return (samples * 32767).astype("<i2").tobytes()


def fed(detector: VoiceDetector, pcm: bytes, sizes: Sequence[int]) -> list[VoiceFrame]:
    """Feed audio in pieces of these sizes, the last one as often as need be."""
    frames: list[VoiceFrame] = []
    left, size = pcm, 0
    pending = list(sizes)
    while left:
        size = pending.pop(0) if pending else size
        frames += detector.feed(left[:size])
        left = left[size:]
    return frames


def voiced_s(frames: list[VoiceFrame]) -> list[tuple[float, float]]:
    """Return where there is speech."""
    gate = SpeechGate(0.5)
    found: list[tuple[int, int]] = []
    for frame in frames:
        if not gate.is_speech(frame):
            continue
        if found and found[-1][1] == frame.first_sample:
            found[-1] = (found[-1][0], frame.end_sample)
        else:
            found.append((frame.first_sample, frame.end_sample))
    return [(to_seconds(start), to_seconds(end)) for start, end in found]


def test_speech_is_found_where_it_is(detection: FunasrVoiceDetection) -> None:
    """In the source's own time, wherever the stream begins."""
    first = to_samples(60)
    frames = detection(first).feed(as_pcm(voice_detection.sound(*LOUD_S, seed=99)))

    first_stretch, second_stretch = voiced_s(frames)
    assert pytest.approx((60.8, 61.8), abs=0.07) == first_stretch
    assert pytest.approx((63.0, 63.5), abs=0.07) == second_stretch


def test_frames_are_told_soon_in_order_and_without_gaps(detection: FunasrVoiceDetection) -> None:
    """None is kept longer than the network needs to hear it."""
    samples = voice_detection.sound(*LOUD_S)
    detector, end = detection(0), 0
    for start in range(0, len(samples), 1000):
        for frame in detector.feed(as_pcm(samples[start : start + 1000])):
            assert (end, FRAME_SAMPLES) == (frame.first_sample, frame.sample_count)
            assert 0.0 <= frame.probability <= 1.0
            end = frame.end_sample
        assert to_seconds(min(start + 1000, len(samples)) - end) <= LATEST_S


@pytest.mark.parametrize("sizes", [[2], [7, 320, 100_000], [960], [1, 3, 5, 31_999]])
def test_pieces_do_not_matter(detection: FunasrVoiceDetection, sizes: list[int]) -> None:
    """The same frames come of the same audio."""
    pcm = as_pcm(voice_detection.sound((0.3, False), (0.4, True), (0.2, False)))
    whole, pieces = detection(0).feed(pcm), fed(detection(0), pcm, sizes)

    assert [frame.first_sample for frame in whole] == [frame.first_sample for frame in pieces]
    np.testing.assert_allclose(
        [frame.probability for frame in whole],
        [frame.probability for frame in pieces],
        atol=1e-4,
    )


def test_each_stream_begins_afresh(detection: FunasrVoiceDetection) -> None:
    """What one detector heard does not reach the next one."""
    pcm = as_pcm(voice_detection.sound((0.2, False), (0.3, True)))
    before = detection(0).feed(pcm)
    detection(0).feed(as_pcm(voice_detection.sound((2.0, True))))

    assert before == detection(0).feed(pcm)


def test_the_model_in_use_becomes_the_detector(checkpoint: Path, tmp_path: Path) -> None:
    """With ``endpointing.vad`` set to fsmn; while none is in use it says how one is got."""
    settings = Settings(
        storage=Storage(data_dir=tmp_path),
        endpointing=Endpointing(vad="fsmn"),
        inference=Inference(threads=1),
    )
    with pytest.raises(ModelError, match="No model is in use for voice-detection") as caught:
        load_detector(settings)
    assert "models use fsmn-vad" in caught.value.hint
    folder = Path(shutil.copytree(checkpoint, settings.paths.models / "fsmn-vad"))
    files = {file.name: sha256_of(file) for file in sorted(folder.iterdir())}
    manifest.write(
        folder,
        Manifest(
            name="fsmn-vad",
            title="Tiny",
            engine="funasr",
            family=Family.VOICE_DETECTION,
            licence="Apache-2.0",
            weights="model.pt",
            files=files,
        ),
    )
    ModelStore(settings.paths.models).use("fsmn-vad", Purpose.VOICE_DETECTION)

    detector = load_detector(settings)(0)
    frames = detector.feed(as_pcm(voice_detection.sound((0.5, False), (0.5, True), (0.3, False))))

    assert 1 == len(voiced_s(frames))


def refusal(folder: Path) -> str:
    """Return what is said against a folder."""
    with pytest.raises(ModelError) as caught:
        FunasrVoiceDetection(as_model(folder, Family.VOICE_DETECTION), placement())
    assert "again" in caught.value.hint
    return str(caught.value)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"frontend": "WavFrontend"}, "not the one for streams"),
        ({"frontend_conf": {"fs": 8000}}, "once in 10 ms of audio at 16 kHz"),
        ({"frontend_conf": {"lfr_n": 2}}, "once in 10 ms"),
        ({"frontend_conf": {"lfr_m": 7}}, "does not fit"),
        ({"model_conf": {"sil_pdf_ids": []}}, "mean silence"),
        ({"model_conf": {"sil_pdf_ids": [99]}}, "mean silence"),
        ({"encoder_conf": {"use_softmax": False}}, "no probabilities"),
        ({"model": "SenseVoiceSmall"}, "its architecture is SenseVoiceSmall"),
    ],
)
def test_a_configuration_that_does_not_fit_is_refused(
    copy: Path, changes: dict[str, object], reason: str
) -> None:
    """Else it would fail, or hear wrong, while somebody speaks."""
    config = yaml.safe_load((copy / "config.yaml").read_text())
    for key, value in changes.items():
        config[key] = config[key] | value if isinstance(value, dict) else value
    (copy / "config.yaml").write_text(yaml.safe_dump(config))

    assert reason in refusal(copy)


def test_a_half_copied_folder_is_refused(copy: Path) -> None:
    """Weights cut off, weights that lack some, a file that is missing."""
    whole = (copy / "model.pt").read_bytes()
    weights = torch.load(copy / "model.pt", weights_only=True)
    (copy / "model.pt").write_bytes(whole[: len(whole) // 2])
    assert "not loaded" in refusal(copy)
    del weights["encoder.out_linear2.linear.weight"]
    torch.save(weights, copy / "model.pt")
    assert "lacks 1 weights" in refusal(copy)
    (copy / "am.mvn").unlink()
    assert "am.mvn" in refusal(copy)
