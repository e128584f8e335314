"""The way back for lists of words of the box that others took the place of."""

from collections.abc import Sequence

from ..visit import Visit


def offer_former(visit: Visit, names: Sequence[str]) -> None:
    """Tell that these were replaced, and let them be put back."""
    _ = visit.language

    async def undo() -> None:
        sticks = visit.station.sticks
        await visit.guarded(lambda permit: sticks.restore_lexicons(names, permit, replace=True))

    if names:
        words = _.plural(
            "{count} list of words replaced", "{count} lists of words replaced", len(names)
        )
        visit.toast.done(words, undo=undo)
