"""An error in the place of what was wanted: what happened, what to do, and again."""

from collections.abc import Callable
from typing import Any

from appliance.errors import ApplianceError

from ..i18n import Language, mark
from .nothing import Nothing
from .touch import TouchButton

UNSHOWN = ApplianceError(
    mark("This page cannot be shown."),
    hint=mark("Try again in a moment. If it stays, the logs of the Doctor say why."),
)


class Failure(Nothing):
    """Looks as an empty state does, for there is nothing to be seen either."""

    def __init__(
        self,
        language: Language,
        error: ApplianceError,
        on_retry: Callable[[], Any] | None = None,
    ) -> None:
        _ = language
        super().__init__("warning", *_.error(error))
        self.classes("failure").props("role=alert")
        if on_retry is not None:
            with self:
                TouchButton(_("Try again"), "again", on_retry, classes="strong")
