"""What the text of a recording has for each stretch of speech, in words for the screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.domain.text_within import PlacedText, SaidWithin
from appliance.station.face import RecordingView, TextState
from appliance.station.face_speech import SpeechRegion

from .i18n import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What is written for one stretch."""

    text: str = ""
    note: str = ""
    """What is to be known of it, or why there is none."""

    is_coming: bool = False
    """Nothing yet, but it comes by itself."""


class WrittenText:
    """Takes a second to make, and to ask, for a text of many hours."""

    def __init__(self, view: RecordingView, language: Language) -> None:
        self._language = language
        transcript = view.transcript
        self._placed = PlacedText(transcript.segments if transcript else ())
        self._decided_samples = transcript.decided_samples if transcript else 0
        self._is_complete = transcript is not None and transcript.complete
        self._is_coming = view.summary.text_state is TextState.WAITING

    def within(self, regions: Sequence[SpeechRegion]) -> list[Written]:
        """Return what is written for each."""
        stretches = [(region.start_sample, region.end_sample) for region in regions]
        found = zip(self._placed.within(stretches), regions, strict=True)
        return [self._written(said, region) for said, region in found]

    def _written(self, said: SaidWithin, region: SpeechRegion) -> Written:
        _ = self._language
        if said.reaches_beyond:
            note = _("It may hold words of the line before or after.")
            return Written(text=said.text, note=note)
        if said.text:
            return Written(text=said.text)
        if self._is_complete or region.end_sample <= self._decided_samples:
            return Written(note=_("The text has no words here."))
        if self._is_coming:
            return Written(note=_("The text comes here by itself."), is_coming=True)
        return Written(note=_("No text yet."))
