"""What the history shows and in which order: when, how long, tag, speaker, language, trash."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nicegui import ui

from appliance.station.face_search import ListOrder

from ..i18n import Language
from ..spoken_languages import USUAL
from ..wanted import DAYS, LENGTHS, ORDERS, Wanted
from .choice import Choice
from .day_field import DayField
from .dialog import Dialog
from .language_choice import LanguageChoice
from .switch import Switch
from .text_field import TextField
from .touch import TouchButton

ANY = ""


class FilterDialog:
    """Asks for it; tells every change at once, so that the list behind it already follows."""

    def __init__(self, language: Language, on_change: Callable[[Wanted], Any]) -> None:
        self._language = language
        self._on_change = on_change
        self._wanted = Wanted()
        self._dialog = Dialog()

    def open(
        self,
        wanted: Wanted,
        tags: Sequence[str],
        languages: Mapping[str, str],
        heard: Sequence[str] = (),
    ) -> None:
        """Open it with what is wanted now, the tags there are, and languages by their codes.

        ``heard`` are those that recordings have.
        """
        _, self._wanted = self._language, wanted
        with self._dialog.filled("filter", _("Filter and sort")):
            Choice(
                _("Order"),
                {order.value: _(name) for order, name in ORDERS.items()},
                wanted.order.value,
                lambda order: self._change(order=ListOrder(order)),
            )
            self._within = Choice(
                _("Recorded within"),
                {days: _(name) for days, (_number, name) in DAYS.items()},
                str(wanted.days),
                lambda days: self._show_days(self._wanted.within(int(days))),
            )
            with ui.element("div").classes("day-fields"):
                self._first_day = DayField(
                    _,
                    _("From this day on"),
                    lambda day: self._show_days(self._wanted.since(day)),
                    value=wanted.first_day,
                )
                self._last_day = DayField(
                    _,
                    _("Up to this day"),
                    lambda day: self._show_days(self._wanted.until(day)),
                    value=wanted.last_day,
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
            LanguageChoice(
                _,
                languages,
                wanted.language,
                lambda code: self._change(language=code),
                first={ANY: _("Any")},
                usual=(*USUAL, *heard),
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

    def _show_days(self, wanted: Wanted) -> Any:
        """One takes the place of the other: so many days, or between two of them."""
        self._wanted = wanted
        self._within.show(str(wanted.days))
        self._first_day.show(wanted.first_day)
        self._last_day.show(wanted.last_day)
        return self._on_change(wanted)

    def _change(self, **values: Any) -> Any:
        self._wanted = replace(self._wanted, **values)
        return self._on_change(self._wanted)

    def _reset(self) -> Any:
        self._wanted = Wanted(text=self._wanted.text, order=self._wanted.order)
        self._dialog.close()
        return self._on_change(self._wanted)
