"""Applies the rules of a language, first those that need most of what stands around."""

from collections.abc import Sequence
from typing import Final

from appliance.domain.text_change import TextStep
from appliance.text.dictionary import dictionary
from appliance.text.itn import calendar, english, labels, quantities
from appliance.text.itn.draft import Draft, Rule
from appliance.text.itn.guards import kept_places
from appliance.text.revision import Revision

_CHINESE: Final[Sequence[Rule]] = (
    *labels.PARTS,
    *quantities.SHARES,
    *calendar.DATES,
    *calendar.TIMES,
    *calendar.HOURS,
    *quantities.MONEY,
    *quantities.MEASURES,
    *labels.NAMES,
    *quantities.PLAIN,
)


def apply_itn(revision: Revision, language: str) -> None:
    """Write spoken numbers with digits; a language without rules is left alone."""
    draft = Draft(revision.text)
    if language in {"zh", "yue"}:
        for start, end in kept_places(draft.text):
            draft.hide(start, end)
        for rule in _CHINESE:
            draft.apply(rule)
    elif language == "en":
        english.apply(draft)
    for edit in draft.edits():
        revision.replace(TextStep.ITN, edit.start, edit.before, edit.after, edit.cause)


def warm(language: str) -> None:
    """Load what the first text would load."""
    if language in {"zh", "yue"}:
        dictionary()
    elif language == "en":
        english.warm()
