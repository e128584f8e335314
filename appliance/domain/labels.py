"""What a person writes about a recording: title, tags, names of speakers.

What is read from a file is tidied and never refused; what a person types is refused if it is longer
than what is kept.
"""

from collections.abc import Iterable, Mapping
from typing import Final

LONGEST_TITLE: Final = 200
LONGEST_LABEL: Final = 60
MOST_TAGS: Final = 50
MOST_SPEAKERS: Final = 1000


def tidy_title(title: str | None) -> str | None:
    """Return one line without blanks around it; None, as recorded, for an empty one."""
    return _line(title or "", LONGEST_TITLE) or None


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return each tag once, in the order given; spelled as it came first."""
    seen: dict[str, str] = {}
    for tag in tags:
        tidied = _line(tag, LONGEST_LABEL)
        if tidied and len(seen) < MOST_TAGS:
            seen.setdefault(tidied.casefold(), tidied)
    return tuple(seen.values())


def tidy_speaker_names(names: Mapping[int, str]) -> dict[int, str]:
    """Return the names by number, in the order of the numbers; empty ones are left out."""
    tidied = {
        speaker: _line(name, LONGEST_LABEL) for speaker, name in names.items() if speaker >= 0
    }
    named = sorted(item for item in tidied.items() if item[1])
    return dict(named[:MOST_SPEAKERS])


def is_longer(text: str, longest: int) -> bool:
    """Tell whether tidying would cut something off."""
    return len(_one_line(text)) > longest


def _line(text: str, longest: int) -> str:
    return _one_line(text)[:longest].strip()


def _one_line(text: str) -> str:
    return " ".join(text.encode(errors="replace").decode().split())
