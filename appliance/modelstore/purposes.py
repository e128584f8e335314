"""What a model of some family can be used for."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from appliance.modelstore.installed import Family, Purpose

_RECOGNISES: Final = (Purpose.RECOGNITION, Purpose.SECOND_PASS)

_PURPOSES: Final[Mapping[Family, tuple[Purpose, ...]]] = MappingProxyType(
    {
        Family.WHISPER: _RECOGNISES,
        Family.SENSE_VOICE: _RECOGNISES,
        Family.PARAFORMER: _RECOGNISES,
        Family.FUN_ASR_NANO: _RECOGNISES,
        Family.PARAFORMER_STREAMING: (Purpose.CAPTIONS,),
        Family.PUNCTUATION: (Purpose.PUNCTUATION,),
        Family.SPEAKER_SEGMENTATION: (Purpose.SPEAKER_SEGMENTATION,),
        Family.SPEAKER_EMBEDDING: (Purpose.SPEAKER_EMBEDDING,),
    }
)


def purposes_of(engine: str, family: Family) -> tuple[Purpose, ...]:
    """Return what a model can be chosen for, its first use first.

    Punctuation and speaker models of FunASR serve inside its own engine only.
    """
    purposes = _PURPOSES.get(family, ())
    return purposes if engine != "funasr" or purposes == _RECOGNISES else ()
