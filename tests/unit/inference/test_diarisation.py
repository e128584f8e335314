"""The session that tells speakers apart, with a fake for the process that does it."""

import asyncio
import os
import tomllib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from appliance.config import Settings, Storage
from appliance.domain.speakers import Turn
from appliance.inference.diarisation import LONGEST_H, Diarisation, can_diarise
from appliance.inference.diarisation_request import DiarisationRequest
from appliance.inference.errors import InferenceError
from appliance.modelstore.installed import Purpose
from appliance.wire.inference import (
    EndSession,
    GetInferenceStatus,
    SessionAudio,
    SessionProgress,
    SpeakersFound,
    SpeakerTurn,
)
from tests.fakes.diarisation_talk import DiarisationTalk
from tests.fakes.speaker_models import FakeSpeakerModels
from tests.fakes.tone import silence, tone

CATALOGUE = Path(__file__).parents[3] / "models" / "catalogue.toml"
BOTH = FakeSpeakerModels(
    {
        Purpose.SPEAKER_SEGMENTATION: Path("/models/segmentation/model.onnx"),
        Purpose.SPEAKER_EMBEDDING: Path("/models/embedding/model.int8.onnx"),
    }
)
TURNS = [
    Turn(start_sample=0, end_sample=16_000, speaker=1),
    Turn(start_sample=12_000, end_sample=32_000, speaker=2),
]


class FakeTellApart:
    """Keeps what it was given; works until its gate is open."""

    def __init__(self, *, is_open: bool = True, failure: Exception | None = None) -> None:
        self.requests: list[DiarisationRequest] = []
        self.pcm = b""
        self.began = asyncio.Event()
        self.was_cancelled = False
        self._gate = asyncio.Event()
        self._failure = failure
        if is_open:
            self._gate.set()

    async def __call__(
        self,
        file: int,
        request: DiarisationRequest,
        on_progress: Callable[[int], Awaitable[None]],
    ) -> list[Turn]:
        """A TellApart."""
        self.requests.append(request)
        self.pcm = os.pread(file, 2 * request.sample_count + 1, 0)
        self.began.set()
        try:
            await on_progress(request.sample_count // 2)
            await self._gate.wait()
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        if self._failure is not None:
            raise self._failure
        return TURNS


def diarisation(
    folder: Path, tell_apart: FakeTellApart, *, models: FakeSpeakerModels = BOTH, warn_s: float = 1
) -> Diarisation:
    """Return one that lays its audio aside in a folder."""
    storage = Storage(data_dir=folder, reserve_bytes=0, warn_s=warn_s)
    return Diarisation(models, Settings(storage=storage), tell_apart=tell_apart)


async def test_audio_goes_in_and_turns_come_out(tmp_path: Path) -> None:
    """Exactly the audio sent; the turns in samples of the source; the models named."""
    fake = FakeTellApart()
    pcm = tone(1) + silence(70.01)

    assert await DiarisationTalk(diarisation(tmp_path, fake)).whole(pcm)
    talk = DiarisationTalk(diarisation(tmp_path, fake), speakers=3)
    assert await talk.whole(pcm, first_sample=160)

    assert pcm == fake.pcm
    assert [None, 3] == [request.speakers for request in fake.requests]
    assert "/models/segmentation/model.onnx" == fake.requests[0].segmentation
    assert "/models/embedding/model.int8.onnx" == fake.requests[0].embedding
    assert (
        SpeakerTurn(start_sample=160, end_sample=16_160, speaker=1),
        SpeakerTurn(start_sample=12_160, end_sample=32_160, speaker=2),
    ) == talk.found.turns
    assert "speaker-segmentation + speaker-embedding" == talk.found.model
    assert 71.01 == talk.found.audio_s


async def test_progress_lets_the_sender_go_on_and_tells_what_is_left(tmp_path: Path) -> None:
    """Taken audio counts as decided; how much is behind falls while it is worked on."""
    talk = DiarisationTalk(diarisation(tmp_path, FakeTellApart()))
    await talk.whole(silence(10))

    first, *taken, working = talk.progress
    assert SessionProgress(received_samples=0, decided_samples=0) == first
    assert all(progress.decided_samples == progress.received_samples for progress in taken)
    assert [2, 4, 6, 8, 10] == [progress.behind_s for progress in taken]
    assert (160_000, 5.0) == (working.decided_samples, working.behind_s)


async def test_no_audio_has_no_turns(tmp_path: Path) -> None:
    """Nothing is started for it."""
    fake = FakeTellApart()
    talk = DiarisationTalk(diarisation(tmp_path, fake))

    assert await talk.whole(b"")
    assert SpeakersFound(turns=(), model=talk.found.model, audio_s=0, work_s=talk.found.work_s) == (
        talk.found
    )
    assert [] == fake.requests


async def test_nothing_is_left_on_the_disk(tmp_path: Path) -> None:
    """Not even while it works: a crash could not leave a file behind."""
    fake = FakeTellApart(is_open=False)
    talk = DiarisationTalk(diarisation(tmp_path, fake))
    await talk.say(tone(3))
    talk.put(EndSession())
    await fake.began.wait()

    assert [] == list(tmp_path.iterdir())
    talk.leave()
    await talk.done


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        (Purpose.SPEAKER_SEGMENTATION, Purpose.SPEAKER_EMBEDDING),
        (Purpose.SPEAKER_EMBEDDING, Purpose.SPEAKER_SEGMENTATION),
    ],
)
async def test_a_missing_model_is_named_with_the_command_that_gets_it(
    tmp_path: Path, there: Purpose, missing: Purpose
) -> None:
    """Before any audio is taken."""
    models = FakeSpeakerModels({there: Path("model.onnx")})
    talk = DiarisationTalk(diarisation(tmp_path, FakeTellApart(), models=models))

    with pytest.raises(InferenceError, match=f"No model for {missing} is in use") as refused:
        await talk.done
    assert f"`tingxia models fetch {missing}`" in refused.value.hint
    assert [] == talk.heard
    assert not can_diarise(models)
    assert can_diarise(BOTH)


def test_the_catalogue_has_what_the_hint_names() -> None:
    """Under the names of the purposes."""
    catalogue = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    for purpose in (Purpose.SPEAKER_SEGMENTATION, Purpose.SPEAKER_EMBEDDING):
        assert purpose == catalogue[purpose]["family"]


async def test_a_failure_reaches_the_sender(tmp_path: Path) -> None:
    """As it is."""
    fake = FakeTellApart(failure=InferenceError("It broke.", hint="Mend it."))
    with pytest.raises(InferenceError, match="It broke"):
        await DiarisationTalk(diarisation(tmp_path, fake)).whole(tone(1))


async def test_the_work_ends_when_the_sender_leaves(tmp_path: Path) -> None:
    """Nobody waits for it any more."""
    fake = FakeTellApart(is_open=False)
    talk = DiarisationTalk(diarisation(tmp_path, fake))
    await talk.say(tone(3))
    talk.put(EndSession())
    await fake.began.wait()
    talk.leave()

    assert not await talk.done
    assert fake.was_cancelled


async def test_a_sender_that_leaves_early_starts_nothing(tmp_path: Path) -> None:
    """In the middle of the audio."""
    fake = FakeTellApart()
    talk = DiarisationTalk(diarisation(tmp_path, fake))
    await talk.say(tone(3))
    talk.leave()

    assert not await talk.done
    assert [] == fake.requests


async def test_other_messages_have_no_place(tmp_path: Path) -> None:
    """Neither between the audio nor while it is worked on."""
    early = DiarisationTalk(diarisation(tmp_path, FakeTellApart()))
    early.put(GetInferenceStatus())
    with pytest.raises(InferenceError, match="get-inference-status has no place"):
        await early.done

    fake = FakeTellApart(is_open=False)
    late = DiarisationTalk(diarisation(tmp_path, fake))
    await late.say(tone(1))
    late.put(EndSession())
    await fake.began.wait()
    late.put(GetInferenceStatus())
    with pytest.raises(InferenceError, match="get-inference-status has no place"):
        await late.done
    assert fake.was_cancelled


async def test_audio_out_of_order_is_refused(tmp_path: Path) -> None:
    """With what was expected."""
    talk = DiarisationTalk(diarisation(tmp_path, FakeTellApart()))
    talk.put(SessionAudio(first_sample=100, audio=bytes(64)))
    talk.put(SessionAudio(first_sample=100, audio=bytes(64)))
    with pytest.raises(InferenceError, match="sample 132 was due, 100 came"):
        await talk.done


async def test_too_long_a_recording_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the limit; here as if it were an hour in a second."""
    monkeypatch.setattr("appliance.inference.diarisation._LONGEST_SAMPLES", 16_000)
    with pytest.raises(InferenceError, match=f"longer than {LONGEST_H} hours"):
        await DiarisationTalk(diarisation(tmp_path, FakeTellApart())).whole(tone(1.1))


async def test_the_disk_is_not_filled(tmp_path: Path) -> None:
    """What recordings need of it is not taken for this."""
    talk = DiarisationTalk(diarisation(tmp_path, FakeTellApart(), warn_s=1e12))
    with pytest.raises(InferenceError, match="disk is too full"):
        await talk.done
