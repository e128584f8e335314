"""Tags for several recordings at once: some to add, some to take away."""

import re
from collections.abc import Callable, Collection
from typing import Any

from appliance.domain.labels import MOST_TAGS

from ..i18n import Language
from .dialog import Dialog
from .text_field import TextField
from .touch import TouchButton

_BETWEEN_TAGS = re.compile(r"[,，、;；\s]+")


def tags_in(text: str) -> tuple[str, ...]:
    """Return the tags that somebody typed."""
    return tuple(tag for tag in _BETWEEN_TAGS.split(text) if tag)


def too_many(tags: Collection[str], _: Language) -> str:
    """Say that these are more tags than a recording can have; empty if they are not."""
    if len(tags) <= MOST_TAGS:
        return ""
    return _("At most {most} tags can be kept. Take some away.", most=MOST_TAGS)


class TagDialog:
    """Asks for them."""

    def __init__(
        self,
        language: Language,
        on_tags: Callable[[tuple[str, ...], tuple[str, ...]], Any],
    ) -> None:
        self._language = language
        self._on_tags = on_tags
        self._dialog = Dialog()

    def open(self) -> None:
        """Open it empty."""
        _ = self._language
        with self._dialog.filled("tag", _("Tags")):
            hint = _("Words with a space between them. The history can be filtered by them.")
            add = TextField(_("Add"), hint=hint, longest=600)
            remove = TextField(_("Take away"), longest=600)

            def keep() -> Any:
                added = tags_in(add.value)
                add.fail(too_many(added, _))
                if too_many(added, _):
                    return None
                self._dialog.close()
                return self._on_tags(added, tags_in(remove.value))

            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._dialog.close)
                TouchButton(_("Keep"), "check", keep, classes="strong")
        self._dialog.open()
