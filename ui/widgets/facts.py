"""Short facts about a recording: a sign and a few words."""

from nicegui import ui

from appliance.station.face import RecordingSummary, SpeakerState, TextState

from ..i18n import Language
from .touch import Sign, Words


class Fact(ui.element):
    """A sign and its words in a line of facts."""

    def __init__(self, sign: str, words: str, *, classes: str = "") -> None:
        super().__init__("span")
        self.classes(f"fact {classes}")
        with self:
            Sign(sign)
            Words(words)


def text_facts(summary: RecordingSummary, _: Language) -> None:
    """Say where the text of a recording stands, and what is missing in it."""
    _state(summary, _)
    if summary.problem and summary.text_state is not TextState.FAILED:
        Fact("warning", _.told(summary.problem))


def speaker_fact(summary: RecordingSummary, count: int, _: Language) -> None:
    """Say how many speakers there are, that they are being told apart, or why they are not."""
    match summary.speaker_state:
        case SpeakerState.FOUND if count > 1:
            Fact("speakers", _.plural("{count} speaker", "{count} speakers", count))
            if summary.speaker_problem:
                Fact("information", _.told(summary.speaker_problem))
        case SpeakerState.WAITING:
            Fact("wait", _("Speakers are being told apart"))
        case SpeakerState.FAILED:
            reason = _.told(summary.speaker_problem)
            Fact("information", _("Speakers not told apart: {reason}", reason=reason))


def _state(summary: RecordingSummary, _: Language) -> Fact:
    match summary.text_state:
        case TextState.COMPLETE:
            return Fact("check", _("Text complete"))
        case TextState.REFINING:
            return Fact("wait", _("Text complete, being refined"))
        case TextState.FAILED:
            reason = _.told(summary.problem)
            return Fact(
                "warning", _("No text: {reason}", reason=reason) if reason else _("No text")
            )
        case TextState.WAITING:
            done = summary.text_done_s / summary.duration_s if summary.duration_s else 0.0
            percent = int(100 * min(done, 1.0))
            return Fact("wait", _("Text {percent} % done", percent=percent))
