"""Files on their way off the list: not shown any more, and there again when that is undone."""

from collections.abc import Collection, Iterable

from .offers import Offers

_TAKEN_OFF = "take off the list: "


def leaving_name(job_ids: Iterable[str]) -> str:
    """Return the name of the deed that takes these off the list, by which all pages know them."""
    return _TAKEN_OFF + " ".join(job_ids)


class LeavingFiles:
    """Those of which it was announced that they are taken off, from whichever page."""

    def __init__(self, offers: Offers) -> None:
        self._offers = offers
        self._names: frozenset[str] = frozenset()

    def ids(self) -> Collection[str]:
        """Return the ids of their jobs, until they are off the list or stay on it."""
        announced = {one.name for one in self._offers.waiting if one.name.startswith(_TAKEN_OFF)}
        # What is just being done waits no longer, and must not come into sight for a moment.
        self._names = frozenset(filter(self._offers.is_announced, self._names | announced))
        return {each for name in self._names for each in name.removeprefix(_TAKEN_OFF).split()}
