"""One recording in the history."""

from nicegui import ui

from appliance.station.face import RecordingSummary

from ..i18n import Language
from ..wording import length
from .facts import Fact, text_facts
from .touch import Words


class HistoryEntry(ui.element):
    """When, how long, what it is called, how it begins, and where its text stands."""

    def __init__(self, summary: RecordingSummary, language: Language) -> None:
        super().__init__("a")
        self._language = language
        self._shown: RecordingSummary | None = None
        self.classes("entry").props(f"href=/transcript/{summary.id}")
        with self:
            with ui.element("div"):
                Words(language.clock(summary.started), classes="when").style("display: block")
                self._length = Words().style("display: block")
            with ui.element("div"):
                self._name = Words(classes="name")
                self._excerpt = Words(classes="excerpt")
                self._facts = ui.element("div").classes("facts")
        self.show(summary)

    def show(self, summary: RecordingSummary) -> None:
        """Show what is known now."""
        if summary == self._shown:
            return
        self._shown = summary
        _ = self._language
        self._length.set_text(length(summary.duration_s, _))
        self._name.set_text(summary.title)
        self._name.set_visibility(bool(summary.title))
        self._excerpt.set_text(summary.excerpt or _("No words yet"))
        self._facts.clear()
        with self._facts:
            if summary.running:
                Fact("record", _("Recording now"), classes="on-air")
            text_facts(summary, _)
            if summary.marker_count:
                Fact("plain", _.plural("{count} marker", "{count} markers", summary.marker_count))
            if summary.gap_count:
                Fact("gap", _.plural("{count} gap", "{count} gaps", summary.gap_count))
