"""A recording as it lies in ``tests/corpus/library``: what earlier releases wrote, byte by byte."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from appliance.domain.source import Source
from appliance.domain.text_change import TextChange, TextStep
from appliance.domain.transcript import Segment
from tests.fakes.speech import segment

_FOLDER = Path(__file__).parent.parent / "corpus" / "library"
_IN_DIGITS = TextChange(step=TextStep.ITN, start=0, before="一台", after="1台", cause="rule")

LIVE: Final[tuple[Segment, ...]] = (segment(1, "甲乙"), segment(4, "丙"))
SECOND_PASS: Final[tuple[Segment, ...]] = (
    replace(
        segment(1, "1台水泵"),
        raw_text="一台水泵",
        changes=(_IN_DIGITS,),
        lexicon="abc",
        speaker=1,
    ),
    replace(segment(4, "the pump"), speaker=2, overlap=True, language="en", confidence=None),
)
SOURCE: Final = Source(name="a.mp3", sha256="f" * 64, size_bytes=123)


def written_with(schema: int) -> str:
    """Return the statements that such a box wrote, besides those of the schema before it."""
    return (_FOLDER / f"schema-{schema}.sql").read_text(encoding="utf-8")
