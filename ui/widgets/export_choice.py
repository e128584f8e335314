"""What an export is made of, chosen on the sheet of the export."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from appliance.station.face import ExportOptions, Format

from ..i18n import Language, mark
from .choice import Choice
from .several import Several
from .switch import Switch
from .touch import Words

FORMATS: Mapping[Format, str] = {
    Format.TXT: mark("Text (TXT)"),
    Format.DOCX: mark("Word (DOCX)"),
    Format.MARKDOWN: mark("Markdown (MD)"),
    Format.SRT: mark("Subtitles (SRT)"),
    Format.VTT: mark("Subtitles (VTT)"),
    Format.CSV: mark("Table (CSV)"),
    Format.JSON: mark("All data (JSON)"),
    Format.FLAC: mark("Sound (FLAC)"),
}
"""Those that people open before those that programs read."""

SHORT: Mapping[Format, str] = {
    Format.TXT: "TXT",
    Format.DOCX: "DOCX",
    Format.MARKDOWN: "MD",
    Format.SRT: "SRT",
    Format.VTT: "VTT",
    Format.CSV: "CSV",
    Format.JSON: "JSON",
    Format.FLAC: "FLAC",
}

PLAIN = "plain"
RAW = "raw"


def summary(options: ExportOptions, _: Language) -> str:
    """Return the choice in few words."""
    words = [" ".join(SHORT[kind] for kind in FORMATS if kind in options.formats)]
    if options.use_raw_text:
        words.append(_("as heard"))
    if not options.with_speakers:
        words.append(_("without speakers"))
    if not options.with_times:
        words.append(_("without times"))
    return " · ".join(words)


class ExportOptionsFields:
    """Builds the fields where it is made; ``on_change`` hears of every change."""

    def __init__(
        self,
        language: Language,
        options: ExportOptions,
        on_change: Callable[[ExportOptions], Any],
        *,
        recipient: str,
    ) -> None:
        _ = language
        self._options = options
        self._on_change = on_change
        Several(
            _("Kinds of files"),
            {kind.value: _(words) for kind, words in FORMATS.items()},
            [kind.value for kind in options.formats],
            lambda chosen: self._change(formats=tuple(map(Format, chosen))),
        )
        Choice(
            _("Which words"),
            {PLAIN: _("Tidied"), RAW: _("As heard")},
            RAW if options.use_raw_text else PLAIN,
            lambda which: self._change(use_raw_text=which == RAW),
            hints={
                PLAIN: _("With punctuation, figures, your own words and corrections"),
                RAW: _("As the recogniser heard it, without any change"),
            },
        )
        Switch(
            _,
            _("With speakers"),
            lambda is_on: self._change(with_speakers=is_on),
            is_on=options.with_speakers,
        )
        Switch(
            _,
            _("With times"),
            lambda is_on: self._change(with_times=is_on),
            is_on=options.with_times,
            hint=_("In text and Word files; subtitles always have them."),
        )
        if recipient:
            Words(_("Encrypted: only the owner of this key can read it."), classes="what")
            Words(recipient, classes="key")

    def _change(self, **values: Any) -> Any:
        self._options = replace(self._options, **values)
        return self._on_change(self._options)
