"""Tags and legal holds that were changed on several recordings, to be taken back together."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from appliance.errors import ApplianceError
from appliance.station.errors import LockedError
from appliance.station.face_lock import Permit
from appliance.station.face_shelf import LabelsTold, Shelf

Undo = Callable[[Permit | None], Awaitable[object]]


class LabelChanges:
    """Takes back what it changed itself: what others did to the same recordings stays."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._undos: list[Undo] = []

    @property
    def count(self) -> int:
        """How many recordings are other than before."""
        return len(self._undos)

    async def tag(self, recording_id: str, add: Iterable[str], remove: Iterable[str]) -> LabelsTold:
        """Add and remove tags; returns what the recording has now."""
        before = _by_name((await self._shelf.labels(recording_id)).tags)
        told = await self._shelf.tag(recording_id, add=tuple(add), remove=tuple(remove))
        after = _by_name(told.tags)
        came = tuple(tag for name, tag in after.items() if name not in before)
        went = tuple(tag for name, tag in before.items() if name not in after)
        if came or went:
            self._undos.append(lambda _: self._shelf.tag(recording_id, add=went, remove=came))
        return told

    async def hold(self, recording_id: str) -> None:
        """Have it never deleted."""
        if not (await self._shelf.labels(recording_id)).hold:
            await self._shelf.hold(recording_id, True)
            self._undos.append(partial(self._shelf.hold, recording_id, False))

    async def undo(self, permit: Permit | None) -> None:
        """Take all of it back, the last first; of what cannot be, one error is raised.

        LockedError if there is one, else the first: with the PIN it can be called again for what
        is left.
        """
        failures: list[ApplianceError] = []
        for undo in reversed(tuple(self._undos)):
            try:
                await undo(permit)
            except ApplianceError as error:
                failures.append(error)
            else:
                self._undos.remove(undo)
        if failures:
            raise min(failures, key=lambda error: not isinstance(error, LockedError))


def _by_name(tags: Iterable[str]) -> dict[str, str]:
    """Return tags by what tells one from another."""
    return {tag.casefold(): tag for tag in tags}
