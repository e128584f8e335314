"""The languages of the FunASR family's models, whichever library runs them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from appliance.modelstore.installed import Family

LANGUAGES: Final[Mapping[Family, frozenset[str]]] = MappingProxyType(
    {
        Family.SENSE_VOICE: frozenset({"zh", "en", "yue", "ja", "ko"}),
        Family.PARAFORMER: frozenset({"zh", "en"}),
        Family.PARAFORMER_STREAMING: frozenset({"zh", "en"}),
        Family.FUN_ASR_NANO: frozenset({"zh", "en", "yue", "ja", "ko"}),
    }
)

LANGUAGES_IN_PROMPT: Final = MappingProxyType(
    {"zh": "中文", "en": "英文", "yue": "粤语", "ja": "日文", "ko": "韩文"}
)
"""Fun-ASR-Nano's prompt takes them verbatim; a code such as ``zh`` it does not know."""
