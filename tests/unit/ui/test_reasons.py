"""Why something failed, as the library keeps it or the system says it: in one language."""

import errno
import os
import re
from pathlib import Path

import pytest

from appliance.domain.quarantine import SkippedRange
from appliance.recordings.keys import missing_key
from appliance.station.draft import told_lost, told_skipped
from appliance.station.errors import RecogniserHungError, TextRefusedError
from appliance.wire import RemoteError
from tests.unit.ui.spoken import error_messages
from ui.i18n import Language, Languages
from ui.told import SYSTEM_REASONS

LATIN = re.compile(r"[A-Za-z]{2,}")
FIELD = re.compile(r"\{[^}]*\}")
UNKNOWN = "The model {model} does not know the language {language}."
NUMBERS = [number for number in errno.errorcode if os.strerror(number) in SYSTEM_REASONS]


@pytest.fixture(scope="module")
def chinese() -> Language:
    """Return what speaks Chinese."""
    return Languages("zh-CN").choose("zh-CN")


def test_what_an_error_of_a_text_said_is_recognised(chinese: Language) -> None:
    """The library keeps it as one English sentence with its places filled in."""
    kept = error_messages(("recordings", "inference"))
    told = {each: chinese.told(FIELD.sub("甲乙丙", each)) for each in kept}
    english = {each for each in kept if FIELD.sub("甲乙丙", each).replace("`", "") == told[each]}
    assert set() == english


@pytest.mark.parametrize(
    "reason",
    [
        str(missing_key(Path("/甲"), "乙")),
        str(RecogniserHungError()),
        str(TextRefusedError(RemoteError(UNKNOWN, hint="", model="甲", language="乙"))),
        told_skipped(SkippedRange(start_sample=0, end_sample=160_000, is_hang=True)),
        told_skipped(SkippedRange(start_sample=0, end_sample=160_000, is_hang=False)),
        told_lost(range(160_000)),
        f"The text could not be made again: {missing_key(Path('/甲'), '乙')}",
        "The speakers cannot be told apart: exit status 1.",
        "The speakers cannot be told apart: killed by signal 9 (甲).",
        "The speakers cannot be told apart: nothing was heard of it for 15 minutes.",
    ],
)
def test_reasons_of_a_text_are_told_in_chinese(chinese: Language, reason: str) -> None:
    """Whatever keeps a text from being made."""
    assert [] == LATIN.findall(chinese.told(reason))


@pytest.mark.parametrize("number", NUMBERS, ids=errno.errorcode.__getitem__)
def test_reasons_of_the_system_are_told_in_chinese(chinese: Language, number: int) -> None:
    """They are fields of our errors, and come from the C library in English."""
    told = chinese.told(f"/甲 cannot be read: {os.strerror(number)}.")
    assert [] == LATIN.findall(told)


def test_the_reasons_of_the_system_are_those_it_gives() -> None:
    """One that is spelled otherwise would never be recognised."""
    assert set(SYSTEM_REASONS) == {os.strerror(number) for number in NUMBERS}
