"""What a person may type for a syllable, written down a second time and in another way."""

from functools import lru_cache
from itertools import product

PAIRS = {"zh": "z", "ch": "c", "sh": "s", "n": "l", "f": "h"}


@lru_cache(maxsize=1024)
def spellings(syllable: str) -> frozenset[str]:
    """Return everything that may stand for a syllable: confused parts, ü as v, beginnings."""
    initials = [""]
    rest = syllable
    for one in ("zh", "ch", "sh", "z", "c", "s", "n", "l", "f", "h"):
        if syllable.startswith(one):
            rest = syllable.removeprefix(one)
            back = {short: long for long, short in PAIRS.items()}
            initials = [one, (PAIRS | back)[one]]
            break
    finals = [rest]
    if rest.endswith(("an", "en", "in")):
        finals.append(rest + "g")
    if rest.endswith(("ang", "eng", "ing")):
        finals.append(rest[:-1])
    wholes = {initial + final for initial, final in product(initials, finals)}
    wholes |= {one.replace("ve", "ue") for one in wholes}
    wholes |= {one[0] + "v" + one[2:] for one in wholes if one[0] in "jqxy" and one[1:2] == "u"}
    return frozenset(one[:end] for one in wholes for end in range(1, len(one) + 1))


def may_be_typed(typed: str, readings: list[list[str]]) -> bool:
    """Tell whether the letters are a way to type characters that may be read so."""
    places = {0}
    letters = typed.lower().replace("'", "")
    for ways in readings:
        places = {
            at + len(spelled)
            for at in places
            for way in ways
            for spelled in spellings(way)
            if letters.startswith(spelled, at)
        }
    return len(letters) in places
