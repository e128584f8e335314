"""How Chinese sounds: syllables without tone, and how easily one is taken for another.

Costs are in the unit of word likelihoods (natural logarithms), so that both can be weighed
against each other.
"""

import os
import unicodedata
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Final

CONFUSABLE_COST: Final = 2.0
"""What accents and recognisers mix up all the time: z and zh, n and l, in and ing."""

NEAR_COST: Final = 4.0
"""One feature apart: b and p, j and zh, o and ou."""

HALF_COST: Final = 5.5
"""Another initial or another final."""

OTHER_COST: Final = 11.0
"""Another syllable."""

MISSING_COST: Final = 6.0
"""A syllable too few or too many."""

_POLYPHONES: Final = Path(__file__).with_name("polyphones.txt")
_INITIALS: Final = (
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h",
    "j", "q", "x", "r", "z", "c", "s", "y", "w",
)  # fmt: skip


def _pairs(groups: str) -> frozenset[frozenset[str]]:
    """``"z-zh n-l-r"`` → all pairs within each group."""
    return frozenset(
        frozenset(pair)
        for group in groups.split()
        for pair in combinations([part.strip("_") for part in group.split("-")], 2)
    )


_CONFUSABLE_INITIALS: Final = _pairs("z-zh c-ch s-sh n-l l-r f-h")
_NEAR_INITIALS: Final = _pairs(
    "b-p b-m p-m d-n d-t g-k j-q zh-ch z-c zh-j ch-q sh-x z-j c-q s-x n-r m-n z-s c-s sh-ch "
    "x-q g-h k-h w-h"
)
_CONFUSABLE_FINALS: Final = _pairs("an-ang en-eng in-ing ian-iang uan-uang")
_NEAR_FINALS: Final = _pairs(
    "o-uo-ou e-uo e-o ai-ei i-v u-v ie-ve en-in eng-ing eng-ong un-ong un-en ia-a ua-a uan-an "
    "uang-ang ao-ou iao-iou uai-ai uei-ei van-ian ian-in vn-in ong-iong i-ei"
)
_CLASSES: Final = {"zh": "z", "ch": "c", "sh": "s", "n": "l", "r": "l", "f": "h"}
_ZERO_INITIAL: Final = {
    "yi": "i", "ya": "ia", "ye": "ie", "yao": "iao", "you": "iou", "yan": "ian", "yin": "in",
    "yang": "iang", "ying": "ing", "yong": "iong", "yu": "v", "yue": "ve", "yuan": "van",
    "yun": "vn", "wu": "u", "wa": "ua", "wo": "uo", "wai": "uai", "wei": "uei", "wan": "uan",
    "wen": "un", "wang": "uang", "weng": "ueng",
}  # fmt: skip
_SHORTENED: Final = {"iu": "iou", "ui": "uei"}
_DIGITS: Final = {
    "0": ("ling",), "1": ("yi", "yao"), "2": ("er", "liang"), "3": ("san",), "4": ("si",),
    "5": ("wu",), "6": ("liu",), "7": ("qi",), "8": ("ba",), "9": ("jiu",),
}  # fmt: skip


@lru_cache(maxsize=16_384)
def readings(character: str) -> tuple[str, ...]:
    """Return the syllables that a character may be read as, the commonest first.

    A digit sounds as it is said, a Latin letter stands for itself (in capitals, unlike any
    syllable). Empty for what is not spoken.
    """
    if character.isascii():
        return _DIGITS.get(character) or ((character.upper(),) if character.isalpha() else ())
    known = _polyphones().get(character)
    if known is not None:
        return known
    first = _readings_of_ideographs().get(ord(character), "").partition(",")[0]
    return (without_tone(first),) if first else ()


@lru_cache(maxsize=65_536)
def cost(one: str, other: str) -> float:
    """Return how hard it is to take one syllable for the other; 0 for the same one."""
    if one == other:
        return 0.0
    if one.isupper() or other.isupper():  # a letter's name is no syllable
        return OTHER_COST
    (initial, final), (other_initial, other_final) = _parts(one), _parts(other)
    by_initial = _cost(initial, other_initial, _CONFUSABLE_INITIALS, _NEAR_INITIALS)
    by_final = _cost(final, other_final, _CONFUSABLE_FINALS, _NEAR_FINALS)
    return min(by_initial + by_final, OTHER_COST)


@lru_cache(maxsize=4096)
def sound_class(syllable: str) -> str:
    """Return one name for all syllables that are confusable with each other."""
    if syllable.isupper():
        return syllable
    initial, final = _parts(syllable)
    if final.endswith("ng") and final not in {"ong", "iong", "ueng"}:
        final = final[:-1]
    return _CLASSES.get(initial, initial) + final


def _cost(
    one: str,
    other: str,
    confusable: frozenset[frozenset[str]],
    near: frozenset[frozenset[str]],
) -> float:
    if one == other:
        return 0.0
    pair = frozenset((one, other))
    if pair in confusable:
        return CONFUSABLE_COST
    return NEAR_COST if pair in near else HALF_COST


@lru_cache(maxsize=4096)
def _parts(syllable: str) -> tuple[str, str]:
    """Part a syllable into initial and final, both as they sound: ``yu`` is ``"", "v"``."""
    whole = _ZERO_INITIAL.get(syllable)
    if whole is not None:
        return "", whole
    for initial in _INITIALS:
        if syllable.startswith(initial):
            final = syllable.removeprefix(initial)
            if initial in {"j", "q", "x"} and final.startswith("u"):
                final = "v" + final[1:]
            return initial, _SHORTENED.get(final, final)
    return "", syllable


@lru_cache(maxsize=4096)
def without_tone(marked: str) -> str:
    """Return a syllable without its accents, ``v`` for ü."""
    spelled = unicodedata.normalize("NFD", marked.replace("ü", "v"))
    plain = "".join(one for one in spelled if not unicodedata.combining(one) or one == "\u0308")
    return plain.replace("u\u0308", "v").replace("ê", "e")


@lru_cache(maxsize=1)
def _polyphones() -> dict[str, tuple[str, ...]]:
    lines = _POLYPHONES.read_text(encoding="utf-8").splitlines()
    return {line[0]: tuple(line[2:].split()) for line in lines if not line.startswith("#")}


@lru_cache(maxsize=1)
def _readings_of_ideographs() -> dict[int, str]:
    """Load pypinyin's table of single characters; its phrases would take 45 MB more."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin.constants import PINYIN_DICT

    table: dict[int, str] = PINYIN_DICT
    return table
