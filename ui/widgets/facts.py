"""Short facts about a recording: a sign and a few words."""

from collections.abc import Iterator
from dataclasses import dataclass

from nicegui import ui

from appliance.station.face import RecordingSummary, SpeakerState, TextState

from ..i18n import Language
from .touch import Sign, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class FactWords:
    """What is said; ``classes`` are those of the style sheet."""

    sign: str
    words: str
    classes: str = ""


class Fact(ui.element):
    """A sign and its words in a line of facts."""

    def __init__(self, fact: FactWords) -> None:
        super().__init__("span")
        self.classes(f"fact {fact.classes}")
        with self:
            Sign(fact.sign)
            Words(fact.words)


def history_facts(summary: RecordingSummary, _: Language) -> Iterator[FactWords]:
    """Yield what is worth knowing before a recording is opened."""
    if summary.running:
        yield FactWords(sign="record", words=_("Recording now"), classes="on-air")
    yield from _short_text_facts(summary, _)
    if summary.hold:
        yield FactWords(sign="lock", words=_("Never deleted"))
    if summary.marker_count:
        words = _.plural("{count} marker", "{count} markers", summary.marker_count)
        yield FactWords(sign="plain", words=words)
    if summary.gap_count:
        words = _.plural("{count} gap", "{count} gaps", summary.gap_count)
        yield FactWords(sign="gap", words=words)
    for tag in summary.tags:
        yield FactWords(sign="tag", words=tag)


def text_facts(summary: RecordingSummary, _: Language) -> Iterator[FactWords]:
    """Say where the text of a recording stands, and what is missing in it."""
    yield _state(summary, _)
    if summary.problem and summary.text_state is not TextState.FAILED:
        yield FactWords(sign="warning", words=_.told(summary.problem))


def _short_text_facts(summary: RecordingSummary, _: Language) -> Iterator[FactWords]:
    """Do the same in a row, which has no room for a reason: the transcript tells it whole."""
    if summary.problem and summary.text_state is TextState.FAILED:
        yield FactWords(sign="warning", words=_("No text: open it to see why"))
        return
    yield _state(summary, _)
    if summary.problem:
        yield FactWords(sign="warning", words=_("There was a problem: open it to see which"))


def speaker_facts(summary: RecordingSummary, count: int, _: Language) -> Iterator[FactWords]:
    """Say how many speakers there are, that they are being told apart, or why they are not."""
    match summary.speaker_state:
        case SpeakerState.FOUND if count > 1:
            words = _.plural("{count} speaker", "{count} speakers", count)
            yield FactWords(sign="speakers", words=words)
            if summary.speaker_problem:
                yield FactWords(sign="information", words=_.told(summary.speaker_problem))
        case SpeakerState.WAITING:
            yield FactWords(sign="wait", words=_("Speakers are being told apart"))
        case SpeakerState.FAILED:
            words = _("Speakers not told apart: {reason}", reason=_.told(summary.speaker_problem))
            yield FactWords(sign="information", words=words)


def _state(summary: RecordingSummary, _: Language) -> FactWords:
    match summary.text_state:
        case TextState.COMPLETE:
            return FactWords(sign="check", words=_("Text complete"))
        case TextState.REFINING:
            return FactWords(sign="wait", words=_("Text complete, being refined"))
        case TextState.FAILED:
            reason = _.told(summary.problem)
            words = _("No text: {reason}", reason=reason) if reason else _("No text")
            return FactWords(sign="warning", words=words)
        case TextState.WAITING:
            done = summary.text_done_s / summary.duration_s if summary.duration_s else 0.0
            percent = int(100 * min(done, 1.0))
            return FactWords(sign="wait", words=_("Text {percent} % done", percent=percent))
