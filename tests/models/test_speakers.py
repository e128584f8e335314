"""Speakers told apart by sherpa-onnx in its own process, with models built on the spot."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from appliance.config import Settings, Storage
from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.speakers import Turn, assign
from appliance.domain.transcript import Segment
from appliance.inference.diarisation import Diarisation, can_diarise
from appliance.inference.diarisation_blocks import tell_apart
from appliance.inference.engine import Samples
from appliance.inference.engine_thread import to_samples_array
from appliance.inference.errors import InferenceError
from appliance.modelstore import manifest
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family, Purpose
from appliance.modelstore.store import ModelStore
from appliance.wire.inference import EndSession, SpeakersFound
from tests.fakes.diarisation_talk import DiarisationTalk
from tests.fakes.only_child import only_child
from tests.fakes.speaker_models import FakeSpeakerModels
from tests.fakes.voices import Speech, talk
from tests.models.speaker_models import (
    EMBEDDING_METADATA,
    SEGMENTATION_METADATA,
    build_embedding,
    build_segmentation,
)

SPEECHES = (
    Speech(voice=1, start_s=1, end_s=4),
    Speech(voice=0, start_s=5, end_s=9),
    Speech(voice=1, start_s=8, end_s=13),
    Speech(voice=0, start_s=14, end_s=19),
    Speech(voice=1, start_s=20, end_s=28),
)
TURNS = [(1, 4, 1), (5, 9, 2), (8, 13, 1), (14, 19, 2), (20, 28, 1)]
"""The same in seconds, numbered by first words."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Good models."""
    folder = tmp_path_factory.mktemp("speakers")
    build_segmentation(folder / "segmentation.onnx")
    build_embedding(folder / "embedding.onnx")
    return folder


def diarisation(
    data: Path, models: Path, *, segmentation: str = "segmentation", embedding: str = "embedding"
) -> Diarisation:
    """Return one with the models of these names."""
    files = {
        Purpose.SPEAKER_SEGMENTATION: models / f"{segmentation}.onnx",
        Purpose.SPEAKER_EMBEDDING: models / f"{embedding}.onnx",
    }
    settings = Settings(storage=Storage(data_dir=data, reserve_bytes=0, warn_s=1))
    return Diarisation(FakeSpeakerModels(files), settings)


def turns_of(found: SpeakersFound) -> list[Turn]:
    """Return the turns as the domain has them."""
    return [Turn(**turn.model_dump()) for turn in found.turns]


def rounded(turns: Sequence[Turn]) -> list[tuple[float, float, int]]:
    """Return turns to a tenth of a second."""
    return [
        (round(to_seconds(t.start_sample), 1), round(to_seconds(t.end_sample), 1), t.speaker)
        for t in turns
    ]


async def test_two_voices_are_told_apart_and_given_their_segments(
    tmp_path: Path, folder: Path
) -> None:
    """Turns within a tenth of a second; the segment where both speak is marked as overlap."""
    conversation = DiarisationTalk(diarisation(tmp_path, folder))
    await conversation.whole(talk(30, SPEECHES))

    turns = turns_of(conversation.found)
    assert [pytest.approx(turn, abs=0.1) for turn in TURNS] == rounded(turns)
    segments = assign([_said(1, 4), _said(5, 13), _said(14, 19), _said(20, 28)], turns)
    assert [(1, False), (1, True), (2, False), (1, False)] == [
        (segment.speaker, segment.overlap) for segment in segments
    ]


async def test_models_come_from_the_store(tmp_path: Path) -> None:
    """The only ones installed are used; a file that changed is refused before audio is taken."""
    models = tmp_path / "models"
    for family, build in (
        (Family.SPEAKER_SEGMENTATION, build_segmentation),
        (Family.SPEAKER_EMBEDDING, build_embedding),
    ):
        file = models / family / "model.onnx"
        build(file)
        manifest.write(
            file.parent,
            manifest.Manifest(
                name=family,
                title="built on the spot",
                engine="sherpa",
                family=family,
                licence="none",
                weights=file.name,
                files={file.name: manifest.sha256_of(file)},
            ),
        )
    store = ModelStore(models)
    settings = Settings(storage=Storage(data_dir=tmp_path, reserve_bytes=0, warn_s=1))
    assert can_diarise(store)
    conversation = DiarisationTalk(Diarisation(store, settings))
    await conversation.whole(talk(30, SPEECHES))
    assert [1, 2, 1, 2, 1] == [turn.speaker for turn in conversation.found.turns]

    with file.open("ab") as damaged:
        damaged.write(b"!")
    with pytest.raises(ModelError, match="speaker-embedding"):
        await DiarisationTalk(Diarisation(store, settings)).done


@pytest.mark.parametrize("speakers", [None, 3])
async def test_three_voices(tmp_path: Path, folder: Path, speakers: int | None) -> None:
    """Counted, or given."""
    speeches = [
        Speech(voice=voice, start_s=4 * place + 1, end_s=4 * place + 4)
        for place, voice in enumerate((2, 0, 1, 2, 1, 0))
    ]
    conversation = DiarisationTalk(diarisation(tmp_path, folder), speakers=speakers)
    await conversation.whole(talk(26, speeches))
    assert [1, 2, 3, 1, 3, 2] == [turn.speaker for turn in conversation.found.turns]


async def test_fewer_speakers_than_voices_are_believed(tmp_path: Path, folder: Path) -> None:
    """Somebody says that only one speaks; then it is one."""
    conversation = DiarisationTalk(diarisation(tmp_path, folder), speakers=1)
    await conversation.whole(talk(30, SPEECHES))
    assert {1} == {turn.speaker for turn in conversation.found.turns}


async def test_more_speakers_than_speech_do_not_become_one(tmp_path: Path, folder: Path) -> None:
    """The library makes one cluster of too few pieces of speech; that is noticed."""
    speeches = [
        Speech(voice=0, start_s=1, end_s=5),
        Speech(voice=1, start_s=6, end_s=10.5),
    ]
    conversation = DiarisationTalk(diarisation(tmp_path, folder), speakers=20)
    await conversation.whole(talk(11.5, speeches))
    assert [1, 2] == [turn.speaker for turn in conversation.found.turns]


@pytest.mark.parametrize("seconds", [0.01, 1.0, 25.0])
async def test_silence_has_no_speakers(tmp_path: Path, folder: Path, seconds: float) -> None:
    """However short."""
    conversation = DiarisationTalk(diarisation(tmp_path, folder))
    await conversation.whole(bytes(2 * to_samples(seconds)))
    assert () == conversation.found.turns


@pytest.mark.parametrize("speakers", [None, 2])
def test_blocks_say_the_same_as_the_whole(folder: Path, speakers: int | None) -> None:
    """Six blocks of 30 s, each clustered by itself, against all in one."""
    from appliance.inference.engines.sherpa_diarisation import SherpaDiariser

    diariser = SherpaDiariser(folder / "segmentation.onnx", folder / "embedding.onnx")
    samples = to_samples_array(talk(30, SPEECHES) * 6)

    def read(first: int, count: int) -> Samples:
        return samples[first : first + count]

    whole, blocks = (
        tell_apart(
            read,
            len(samples),
            diariser=diariser,
            speakers=speakers,
            on_progress=lambda _: None,
            block_s=block_s,
        )
        for block_s in (600, 30)
    )
    assert 30 == len(blocks)
    assert [pytest.approx(turn, abs=0.1) for turn in rounded(whole)] == rounded(blocks)


def test_a_voice_too_short_to_know_is_none(folder: Path) -> None:
    """No embedding is made up."""
    from appliance.inference.engines.sherpa_diarisation import SherpaDiariser

    diariser = SherpaDiariser(folder / "segmentation.onnx", folder / "embedding.onnx")
    assert diariser.voice(np.zeros(0, dtype=np.float32)) is None


BAD_METADATA = {
    "no-metadata": {},
    "no-window": {k: v for k, v in SEGMENTATION_METADATA.items() if k != "window_size"},
    "no-number": {**SEGMENTATION_METADATA, "sample_rate": "often"},
    "too-many-classes": {**SEGMENTATION_METADATA, "powerset_max_classes": "3"},
    "other-rate": {**SEGMENTATION_METADATA, "sample_rate": "8000"},
}


@pytest.mark.parametrize("name", BAD_METADATA)
async def test_a_segmentation_model_that_is_none_is_refused(
    tmp_path: Path, folder: Path, name: str
) -> None:
    """The library may end its process; the session says so and lives."""
    build_segmentation(folder / f"{name}.onnx", BAD_METADATA[name])
    conversation = DiarisationTalk(diarisation(tmp_path, folder, segmentation=name))
    with pytest.raises(InferenceError, match="cannot be told apart") as refused:
        await conversation.whole(talk(30, SPEECHES))
    assert "tingxia models verify" in refused.value.hint


@pytest.mark.parametrize(
    ("name", "metadata"),
    [
        ("embedding-no-metadata", {}),
        ("embedding-strange", {**EMBEDDING_METADATA, "framework": "none"}),
        ("embedding-wrong-size", {**EMBEDDING_METADATA, "output_dim": "7"}),
    ],
)
async def test_an_embedding_model_that_is_none_is_refused(
    tmp_path: Path, folder: Path, name: str, metadata: dict[str, str]
) -> None:
    """As above."""
    build_embedding(folder / f"{name}.onnx", metadata)
    conversation = DiarisationTalk(diarisation(tmp_path, folder, embedding=name))
    with pytest.raises(InferenceError, match="cannot be told apart"):
        await conversation.whole(talk(30, SPEECHES))


async def test_files_that_are_no_models_are_refused(tmp_path: Path, folder: Path) -> None:
    """Noise, half a model, and the two models exchanged."""
    whole = (folder / "segmentation.onnx").read_bytes()
    (folder / "noise.onnx").write_bytes(os.urandom(4096))
    (folder / "half.onnx").write_bytes(whole[: len(whole) // 2])
    for segmentation, embedding in (
        ("noise", "embedding"),
        ("half", "embedding"),
        ("absent", "embedding"),
        ("embedding", "segmentation"),
    ):
        conversation = DiarisationTalk(
            diarisation(tmp_path, folder, segmentation=segmentation, embedding=embedding)
        )
        with pytest.raises(InferenceError, match="cannot be told apart"):
            await conversation.whole(talk(12, SPEECHES[:2]))


async def test_the_process_ends_with_the_connection(tmp_path: Path, folder: Path) -> None:
    """It works beside us: meanwhile our own loop goes on, and when we leave it is killed."""
    conversation = DiarisationTalk(diarisation(tmp_path, folder))
    child = await _at_work(conversation)
    assert child.nice() >= 10

    conversation.leave()
    async with asyncio.timeout(10):
        assert not await conversation.done
    assert not child.is_running()
    assert [] == list(tmp_path.iterdir())


async def test_a_killed_process_is_a_failure(tmp_path: Path, folder: Path) -> None:
    """As when the kernel takes its memory back."""
    conversation = DiarisationTalk(diarisation(tmp_path, folder))
    child = await _at_work(conversation)
    child.kill()
    with pytest.raises(InferenceError, match="killed by signal 9"):
        await conversation.done


async def _at_work(conversation: DiarisationTalk) -> psutil.Process:
    """Send ten minutes and wait until the process works on them."""
    await conversation.say(talk(30, SPEECHES) * 20)
    conversation.put(EndSession())
    left_s = 0.0
    while not conversation.progress or conversation.progress[-1].behind_s >= left_s:
        left_s = conversation.progress[-1].behind_s if conversation.progress else 0.0
        await conversation.news()
    return only_child()


def _said(start_s: float, end_s: float) -> Segment:
    segment = Segment(
        start_sample=0,
        end_sample=0,
        text="好",
        raw_text="好",
        language="zh",
        engine="fake",
        model="fake",
        model_sha256="0" * 64,
    )
    return replace(segment, start_sample=to_samples(start_s), end_sample=to_samples(end_s))
