"""What a self-test found, and how it is judged against the figures and against earlier ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Final

LARGEST_CER: Final = 0.15
"""Of the built-in meeting; the starter makes less than half of that."""

SLOWEST_RTF: Final = 1.0
"""Beyond that text falls behind speech for ever."""

COMPARED: Final = 7
"""So many earlier results of the same model are the measure of what is usual."""

WORSE_CER: Final = 0.05
SLOWER: Final = 2.0
"""So many times as slow as usual is worth a look."""


class SelfTestVerdict(StrEnum):
    """How it ended."""

    PASSED = "passed"
    TOO_MANY_ERRORS = "too-many-errors"
    TOO_SLOW = "too-slow"
    WORSE_THAN_USUAL = "worse-than-usual"
    SLOWER_THAN_USUAL = "slower-than-usual"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTestResult:
    """One self-test."""

    at: str
    """ISO 8601, UTC."""

    model: str
    model_sha256: str
    device: str
    cer: float
    rtf: float
    """Processing time ÷ audio time."""

    audio_s: float
    peak_bytes: int
    """The most memory the recogniser's process ever had; 0 if that is not known."""

    verdict: SelfTestVerdict = SelfTestVerdict.PASSED
    nightly: bool = False

    @property
    def passed(self) -> bool:
        """Whether text comes, right enough and fast enough, whatever was usual before."""
        return self.verdict not in {SelfTestVerdict.TOO_MANY_ERRORS, SelfTestVerdict.TOO_SLOW}


def judge(cer: float, rtf: float, earlier: Sequence[SelfTestResult]) -> SelfTestVerdict:
    """Judge a result; ``earlier`` are those of the same model and device, oldest first."""
    if cer > LARGEST_CER:
        return SelfTestVerdict.TOO_MANY_ERRORS
    if rtf > SLOWEST_RTF:
        return SelfTestVerdict.TOO_SLOW
    usual = [result for result in earlier if result.passed][-COMPARED:]
    if usual and cer > median(result.cer for result in usual) + WORSE_CER:
        return SelfTestVerdict.WORSE_THAN_USUAL
    if usual and rtf > SLOWER * median(result.rtf for result in usual):
        return SelfTestVerdict.SLOWER_THAN_USUAL
    return SelfTestVerdict.PASSED
