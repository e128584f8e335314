"""What a model of some family can be used for."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from appliance.modelstore.installed import Family, Purpose

_RECOGNISES: Final = (Purpose.RECOGNITION, Purpose.SECOND_PASS)

_PURPOSES: Final[Mapping[tuple[str, Family], tuple[Purpose, ...]]] = MappingProxyType(
    {
        ("whisper", Family.WHISPER): _RECOGNISES,
        ("sherpa", Family.SENSE_VOICE): _RECOGNISES,
        ("sherpa", Family.PARAFORMER): _RECOGNISES,
        ("sherpa", Family.FUN_ASR_NANO): _RECOGNISES,
        ("sherpa", Family.PARAFORMER_STREAMING): (Purpose.CAPTIONS,),
        ("sherpa", Family.PUNCTUATION): (Purpose.PUNCTUATION,),
        ("sherpa", Family.SPEAKER_SEGMENTATION): (Purpose.SPEAKER_SEGMENTATION,),
        ("sherpa", Family.SPEAKER_EMBEDDING): (Purpose.SPEAKER_EMBEDDING,),
        ("funasr", Family.SENSE_VOICE): _RECOGNISES,
        ("funasr", Family.PARAFORMER): _RECOGNISES,
        ("funasr", Family.FUN_ASR_NANO): _RECOGNISES,
        ("funasr", Family.PUNCTUATION): (Purpose.PUNCTUATION,),
        ("funasr", Family.VOICE_DETECTION): (Purpose.VOICE_DETECTION,),
    }
)


def purposes_of(engine: str, family: Family) -> tuple[Purpose, ...]:
    """Return what a model can be chosen for, its first use first.

    Nothing for a streaming Paraformer of FunASR: it becomes of use when it is quantised.
    """
    return _PURPOSES.get((engine, family), ())
