"""What the log of deeds calls by an id, as persons call it."""

from collections.abc import Iterable
from datetime import UTC, datetime

from appliance.errors import ApplianceError
from appliance.station.face_shelf import AuditEntry, Shelf

from .i18n import Language
from .wording import day_and_clock

_MOMENT = "%Y%m%d-%H%M%S"
"""How the id of a recording begins: when it began, in UTC."""


async def subjects(
    entries: Iterable[AuditEntry], shelf: Shelf, language: Language
) -> dict[str, str]:
    """Return by its id the title and the moment of each recording that something was done to."""
    _ = language
    found = {}
    for subject in {entry.subject for entry in entries}:
        at = _begun(subject)
        if at is None:
            continue
        try:
            title = (await shelf.labels(subject)).title
        except ApplianceError:
            title = ""  # what is gone for good is still known by when it was
        found[subject] = " · ".join(filter(None, (title, day_and_clock(at, _))))
    return found


def _begun(subject: str) -> datetime | None:
    try:
        at = datetime.strptime("-".join(subject.split("-")[:2]), _MOMENT)
    except ValueError:
        return None
    return at.replace(tzinfo=UTC).astimezone()
