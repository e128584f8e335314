"""Live captions: what is certain solid, what may still change lighter and dotted."""

from nicegui import ui

from appliance.station.face import Captions

from ..i18n import Language

KEPT_LINES = 60
"""A page that stays open for days must not grow; all text is in the transcript."""


class CaptionsPanel(ui.element, component="captions.js"):
    """Follows the newest words until somebody scrolls back to read."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._shown: tuple[object, ...] | None = None
        _ = language
        self._hint = _("Words appear here while people speak.")
        self.props["empty"] = self._hint
        self.props["newest"] = _("To the newest words")
        self.props["earlier"] = _("Earlier words are in the transcript under History.")

    def show(self, captions: Captions, *, late: tuple[str, str]) -> None:
        """Show these captions; the browser hears of it only if they changed.

        ``late`` says in words that they are not new, and what goes on; empty if they are.
        """
        content = (*_content(captions), late)
        if content == self._shown:
            return
        self._shown = content
        first = max(0, len(captions.finals) - KEPT_LINES)
        self.props["lines"] = [
            {"key": f"{captions.recording_id}-{number}", "text": caption.text}
            for number, caption in enumerate(captions.finals[first:], start=first)
        ]
        self.props["shortened"] = first > 0
        self.props["stable"] = captions.stable_text
        self.props["tentative"] = captions.tentative_text
        self.props["late"], self.props["meanwhile"] = late
        self.props["empty"] = "" if captions.behind_s else self._hint
        self.props["old"] = captions.behind_s > 0
        self.update()


def _content(captions: Captions) -> tuple[object, ...]:
    last = captions.finals[-1] if captions.finals else None
    return (
        captions.recording_id,
        len(captions.finals),
        last,
        captions.stable_text,
        captions.tentative_text,
    )
