"""Which recordings the history shows: when, how long, tag, speaker, language, marker, trash."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from appliance.station.face_search import SearchFilter

from ..i18n import Language, mark
from .choice import Choice
from .dialog import Dialog
from .switch import Switch
from .text_field import TextField
from .touch import TouchButton

DAYS: Mapping[str, tuple[int, str]] = {
    "0": (0, mark("Any day")),
    "1": (1, mark("Today")),
    "7": (7, mark("7 days")),
    "31": (31, mark("31 days")),
    "366": (366, mark("A year")),
}
LENGTHS: Mapping[str, tuple[float | None, float | None, str]] = {
    "any": (None, None, mark("Any length")),
    "short": (None, 300.0, mark("Up to 5 min")),
    "middle": (300.0, 3600.0, mark("5 min to 1 h")),
    "long": (3600.0, None, mark("Over 1 h")),
}
LANGUAGES: Mapping[str, str] = {"": mark("Any"), "zh": mark("Chinese"), "en": mark("English")}
ANY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is chosen in the dialog; the filter of the search is made of it when it is asked."""

    days: int = 0
    length: str = "any"
    tag: str = ANY
    speaker: str = ""
    language: str = ""
    has_marker: bool = False
    trashed: bool = False

    @property
    def count(self) -> int:
        """How many conditions there are."""
        return sum(
            (
                self.days > 0,
                self.length != "any",
                bool(self.tag),
                bool(self.speaker),
                bool(self.language),
                self.has_marker,
                self.trashed,
            )
        )

    def filter(self, now: datetime) -> SearchFilter:
        """Return the filter; days are counted from the beginning of today, in the box's zone."""
        least, most, _name = LENGTHS[self.length]
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return SearchFilter(
            started_from=today - timedelta(days=self.days - 1) if self.days else None,
            tags=(self.tag,) if self.tag else (),
            speaker=self.speaker,
            language=self.language,
            least_duration_s=least,
            most_duration_s=most,
            has_marker=True if self.has_marker else None,
            trashed=self.trashed,
        )


class FilterDialog:
    """Asks for it; tells every change at once, so that the list behind it already follows."""

    def __init__(self, language: Language, on_change: Callable[[Wanted], Any]) -> None:
        self._language = language
        self._on_change = on_change
        self._wanted = Wanted()
        self._dialog = Dialog()

    def open(self, tags: Sequence[str]) -> None:
        """Open it with the tags there are."""
        _, wanted = self._language, self._wanted
        with self._dialog.filled("filter", _("Show only")):
            Choice(
                _("Recorded within"),
                {days: _(name) for days, (_number, name) in DAYS.items()},
                str(wanted.days),
                lambda days: self._change(days=int(days)),
            )
            Choice(
                _("How long"),
                {key: _(name) for key, (_least, _most, name) in LENGTHS.items()},
                wanted.length,
                lambda length: self._change(length=length),
            )
            if tags:
                Choice(
                    _("Tag"),
                    {ANY: _("Any"), **{tag: tag for tag in tags}},
                    wanted.tag,
                    lambda tag: self._change(tag=tag),
                )
            Choice(
                _("Language"),
                {code: _(name) for code, name in LANGUAGES.items()},
                wanted.language,
                lambda code: self._change(language=code),
            )
            TextField(
                _("Speaker"),
                lambda speaker: self._change(speaker=speaker.strip()),
                value=wanted.speaker,
                hint=_("A name that somebody gave to a speaker, or a part of it."),
            )
            Switch(
                _,
                _("With a marker"),
                lambda is_on: self._change(has_marker=is_on),
                is_on=wanted.has_marker,
            )
            Switch(
                _,
                _("In the trash"),
                lambda is_on: self._change(trashed=is_on),
                is_on=wanted.trashed,
                hint=_("What was deleted can be brought back from here."),
            )
            with self._dialog.actions():
                TouchButton(_("Show all"), "close", self._reset)
                TouchButton(_("Done"), "check", self._dialog.close, classes="strong")
        self._dialog.open()

    def _change(self, **values: Any) -> Any:
        self._wanted = replace(self._wanted, **values)
        return self._on_change(self._wanted)

    def _reset(self) -> Any:
        self._wanted = Wanted()
        self._dialog.close()
        return self._on_change(self._wanted)
