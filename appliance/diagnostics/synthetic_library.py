"""A library of recordings that were never made, to measure what the real one does with many."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from appliance.diagnostics.synthetic_speech import SyntheticSpeech
from appliance.domain.audio import SAMPLE_RATE_HZ, to_samples
from appliance.domain.journal import Instant
from appliance.domain.marker import Marker, MarkerKind
from appliance.domain.recording import AudioSegment, Recording, RecordingState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.library.row import Origin
from appliance.library.store import Store
from appliance.library.transaction import transaction

_FIRST: Final = datetime(2024, 1, 1, 8, tzinfo=UTC)
_TAGS: Final = ("周会", "巡检", "培训", "质量", "客户", "安全", "alpha", "beta", "工艺", "夜班")
_NAMES: Final = ("王芳", "李伟", "张敏", "刘洋", "Chen Jie", "赵工")
_STEP: Final = 20
"""Recordings a transaction."""


@dataclass(slots=True, kw_only=True)
class Made:
    """What was put into the library."""

    recordings: int = 0
    segments: int = 0
    words: int = 0
    text_bytes: int = 0
    """Of all utterances, as UTF-8."""

    phrases: list[str] = field(default_factory=list)
    """Some that were said: five characters of Chinese."""


def fill(
    store: Store,
    *,
    recordings: int,
    segments: int,
    seed: int = 1,
    on_progress: Callable[[float], None] = lambda _: None,
) -> Made:
    """Put recordings with so many utterances together into the library; one version of each text.

    All words have times, those of every other recording confidences too; a fifth of the utterances
    has a number written in digits.
    """
    speech = SyntheticSpeech(seed)
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    made = Made()
    while made.recordings < recordings:
        with transaction(store.connection):
            for _ in range(min(_STEP, recordings - made.recordings)):
                left = recordings - made.recordings
                _put_one(store, speech, chance, made, utterances=(segments - made.segments) // left)
        on_progress(made.recordings / recordings)
    return made


def _put_one(
    store: Store, speech: SyntheticSpeech, chance: random.Random, made: Made, *, utterances: int
) -> None:
    began = _FIRST + timedelta(minutes=97 * made.recordings)
    recording_id = f"{began:%Y%m%d-%H%M%S}-{made.recordings & 0xFFFF:04x}"
    told_apart = chance.random() < 0.5
    said = []
    at_sample = to_samples(0.5)
    for _ in range(utterances):
        each = speech.utterance(
            at_sample,
            speaker=chance.randint(1, 4) if told_apart else None,
            is_whisper=made.recordings % 2 == 0,
        )
        at_sample = each.end_sample + to_samples(0.4)
        said.append(each)
    recording = _recording(recording_id, began, chance, at_sample, speech.title())
    store.put_recording(recording, total_samples=at_sample, origin=Origin.MICROPHONE)
    kind = TranscriptKind.SECOND_PASS
    store.add_segments(recording_id, kind, said, decided_samples=at_sample)
    store.complete(recording_id, kind)
    store.set_text_state(recording_id, TextState.COMPLETE, "")
    number = store.number(recording_id)
    if chance.random() < 0.4:
        store.labels.set_tags(number, chance.sample(_TAGS, chance.randint(1, 3)))
    if told_apart and chance.random() < 0.5:
        names = dict(enumerate(chance.sample(_NAMES, 2), start=1))
        store.labels.set_speaker_names(number, names)
    store.index(recording_id)
    store.files.kept(recording_id, store.files.revision(recording_id), "")
    made.recordings += 1
    made.segments += len(said)
    made.words += sum(len(each.words) for each in said)
    made.text_bytes += sum(len(each.text.encode()) for each in said)
    if said and said[0].language == "zh" and said[0].raw_text == said[0].text:
        made.phrases.append(said[0].text[2:7])


def _recording(
    recording_id: str, began: datetime, chance: random.Random, total_samples: int, title: str
) -> Recording:
    minute = 60 * SAMPLE_RATE_HZ
    files = tuple(
        AudioSegment(
            file=f"{number:04d}.wav",
            first_sample=first,
            sample_count=min(minute, total_samples - first),
            sha256=chance.randbytes(32).hex(),
        )
        for number, first in enumerate(range(0, total_samples, minute), start=1)
    )
    places = [chance.randrange(max(1, total_samples)) for _ in range(chance.choice((0, 0, 0, 2)))]
    return Recording(
        id=recording_id,
        title=title if chance.random() < 0.5 else "",
        state=RecordingState.CLOSED,
        started=Instant(
            boot_id=f"{chance.getrandbits(128):032x}",
            monotonic_ns=chance.getrandbits(45),
            wall=began.isoformat(timespec="milliseconds"),
            clock_trusted=True,
        ),
        total_samples=total_samples,
        stop_reason="asked",
        microphones=("USB PnP Audio Device",),
        segments=files,
        markers=tuple(Marker(at_sample=at, kind=MarkerKind.PLAIN) for at in sorted(places)),
    )
