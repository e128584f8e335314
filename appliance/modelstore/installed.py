"""A model on disk, as its manifest describes it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Family(StrEnum):
    """How a model's files are to be read; each engine knows some families."""

    WHISPER = "whisper"
    SENSE_VOICE = "sense-voice"
    PARAFORMER = "paraformer"
    PARAFORMER_STREAMING = "paraformer-streaming"
    FUN_ASR_NANO = "fun-asr-nano"
    PUNCTUATION = "punctuation"
    SPEAKER_SEGMENTATION = "speaker-segmentation"
    SPEAKER_EMBEDDING = "speaker-embedding"
    VOICE_DETECTION = "voice-detection"


class Purpose(StrEnum):
    """What a model is used for; `tingxia models use NAME --for PURPOSE`."""

    RECOGNITION = "recognition"
    """Finals, and partials where no other model is chosen for them."""

    CAPTIONS = "captions"
    """Partials while people speak: a streaming model."""

    SECOND_PASS = "second-pass"  # noqa: S105 - a recognition pass, no password
    PUNCTUATION = "punctuation"
    SPEAKER_SEGMENTATION = "speaker-segmentation"
    SPEAKER_EMBEDDING = "speaker-embedding"
    VOICE_DETECTION = "voice-detection"
    """Used while ``endpointing.vad`` is ``fsmn``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledModel:
    """A folder whose files all match their hashes, unless it says otherwise where it comes from."""

    path: Path
    name: str
    title: str
    engine: str
    """whisper, sherpa or funasr."""

    family: Family
    languages: tuple[str, ...]
    """ISO 639-1 codes; empty where the question makes no sense."""

    weights: str
    """Name of the file that identifies the model."""

    sha256: str
    """Of the weights."""

    size_bytes: int
    """Of all its files."""

    licence: str

    files: frozenset[str] | None = None
    """Those with a hash; whatever else lies in the folder is not the model's. None if not told."""

    def has(self, name: str) -> bool:
        """Tell whether a file is there and one of the model's."""
        return (self.files is None or name in self.files) and (self.path / name).is_file()
