"""Files that somebody chooses in the browser or drops on the page, on their way to the queue."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from nicegui import events, ui

from appliance.domain.wishes import Wishes

from ..i18n import Language

ADDRESS = "/api/uploads"
CHOOSER_ID = "upload-chooser"
CHOOSE = f"() => document.getElementById('{CHOOSER_ID}').click()"
"""What a button does in the browser: a file chooser opens only in answer to a tap itself."""


class Uploads(ui.element, component="uploads.js"):
    """Sends one file after the other; shows nothing while there is none.

    ``on_failed(name, reason, hint)`` hears of each that was not taken, in English or empty if the
    station could not be reached; ``on_over(count)`` how many were taken in the end.
    """

    def __init__(
        self,
        language: Language,
        *,
        on_begin: Callable[[], Any],
        on_failed: Callable[[str, str, str], Any],
        on_over: Callable[[int], Any],
    ) -> None:
        super().__init__()
        _ = language
        self._on_failed = on_failed
        self._on_over = on_over
        self.props["address"] = ADDRESS
        self.props["chooser"] = CHOOSER_ID
        self.props["query"] = ""
        self.props["words"] = {
            "sending": _("Fetching {number} of {count}: {name}"),
            "stay": _("Stay on this page until all are here."),
            "stop": _("Stop"),
            "drop": _("Let go to add the files"),
        }
        self.on("begin", on_begin, [])
        self.on("failed", self._failed)
        self.on("over", self._over)

    def wish(self, wishes: Wishes) -> None:
        """Let what is sent from now on be heard like this."""
        query = [("language", wishes.language)] if wishes.language else []
        query += [("hot_word", word) for word in wishes.hot_words]
        if wishes.packs is not None:
            query += [("pack", name) for name in wishes.packs or ("",)]
        self.props["query"] = urlencode(query)
        self.update()

    def _failed(self, event: events.GenericEventArguments) -> Any:
        told = event.args
        return self._on_failed(str(told["name"]), str(told["detail"]), str(told["hint"]))

    def _over(self, event: events.GenericEventArguments) -> Any:
        return self._on_over(int(event.args))
