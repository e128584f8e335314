"""What was typed into lines and is kept nowhere: the tab has it in which it was typed."""

import json
from collections.abc import Mapping
from typing import Any, Final

from nicegui import Client

from appliance.errors import ApplianceError

from ..i18n import Language, mark

Dropped = Mapping[str, Any]
"""A ``draft`` as static/correcting/drafts.js has it, and under which ``name`` its page keeps it."""

FORGET_DRAFTS: Final = """
Object.keys(sessionStorage)
  .filter((name) => name.startsWith("tingxia-draft") && name.includes(location.pathname))
  .forEach((name) => sessionStorage.removeItem(name));
"""
"""Has the browser forget what was typed on the page of a recording that is there no more."""

_REMEMBER: Final = """
(({ name, draft }) => {
  const others = (JSON.parse(sessionStorage.getItem(name)) ?? []).filter(
    (each) => each.start !== draft.start || each.was !== draft.was || each.draft !== draft.draft,
  );
  sessionStorage.setItem(name, JSON.stringify([...others, draft]));
  dispatchEvent(new Event("tingxia-draft"));
})
"""
"""As static/correcting/drafts.js does, which other pages have not."""


def draft_words(_: Language) -> Mapping[str, str]:
    """Return what a field says of what was typed into it on a former page."""
    return {
        "recalled": _("Typed before, but not kept yet."),
        "overtaken": _("Changed elsewhere meanwhile. Typed before, but not kept:"),
        "takeUp": _("Put it into the field"),
    }


def put_back(tab_id: str | None, dropped: Dropped) -> None:
    """Have a tab remember what was dropped in it, whichever page it shows.

    Raises ApplianceError if the tab is gone, and what it remembered with it.
    """
    pages = [page for page in Client.instances.values() if tab_id and page.tab_id == tab_id]
    if not pages:
        raise ApplianceError(
            mark("What was typed cannot be had back."),
            hint=mark("The page in which it was typed is closed. Type it anew."),
        )
    for page in pages:  # one that is just being left, too
        page.run_javascript(f"{_REMEMBER}({json.dumps(dropped)})")
