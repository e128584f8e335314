"""Tags for several recordings at once: some to add, some to take away."""

import re
from collections.abc import Awaitable, Callable, Collection, Sequence

from appliance.domain.labels import MOST_TAGS
from appliance.errors import ApplianceError

from ..i18n import Language
from .dialog import Dialog
from .several import Several
from .text_field import TextField
from .touch import TouchButton

MOST_OFFERED = 8
"""The most used ones; others are typed."""

_BETWEEN_TAGS = re.compile(r"[,，、;；\s]+")


def tags_in(text: str) -> tuple[str, ...]:
    """Return the tags that somebody typed."""
    return tuple(tag for tag in _BETWEEN_TAGS.split(text) if tag)


def too_many(tags: Collection[str], _: Language) -> str:
    """Say that these are more tags than a recording can have; empty if they are not."""
    if len(tags) <= MOST_TAGS:
        return ""
    return _("At most {most} tags can be kept. Take some away.", most=MOST_TAGS)


def _offered(label: str, tags: Sequence[str]) -> Callable[[], tuple[str, ...]]:
    """Offer tags to be tapped, if there are any; returns what tells which are chosen."""
    if not tags:
        return tuple
    names = {tag: tag for tag in tags[:MOST_OFFERED]}
    several = Several(label, names, (), lambda _chosen: None, least=0)
    return lambda: several.chosen


class TagDialog:
    """Asks for them. Where ``on_tags`` raises ApplianceError, the sheet stays and says so."""

    def __init__(
        self,
        language: Language,
        on_tags: Callable[[tuple[str, ...], tuple[str, ...]], Awaitable[None]],
    ) -> None:
        self._language = language
        self._on_tags = on_tags
        self._dialog = Dialog()

    def open(self, in_use: Sequence[str] = ()) -> None:
        """Open it with nothing chosen; tags that are in use need not be typed."""
        _ = self._language
        with self._dialog.filled("tag", _("Tags")):
            filling = self._dialog.filling
            hint = _("Words with a space between them. The history can be filtered by them.")
            add = TextField(_("Add"), hint=hint, longest=600)
            more = _offered(_("Tap to add"), in_use)
            remove = TextField(_("Take away"), longest=600)
            less = _offered(_("Tap to take away"), in_use)

            async def keep() -> None:
                added = (*tags_in(add.value), *more())
                add.fail(too_many(added, _))
                remove.fail("")
                if too_many(added, _):
                    return
                try:
                    await self._on_tags(added, (*tags_in(remove.value), *less()))
                except ApplianceError as error:
                    (add if added else remove).fail(" ".join(_.error(error)))
                    return
                self._dialog.close_filling(filling)

            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._dialog.close)
                TouchButton(_("Keep"), "check", keep, classes="strong")
        self._dialog.open()
