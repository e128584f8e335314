"""Which sticks are being read or written at this moment."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.wire.supervision import Volume


class StickUse:
    """Counts, for several may use a stick at once; ``on_change`` hears of each begin and end."""

    def __init__(self, on_change: Callable[[], None] = lambda: None) -> None:
        self._on_change = on_change
        self._read: Counter[Path] = Counter()
        self._written: Counter[Path] = Counter()

    def __bool__(self) -> bool:
        """Whether anything at all is used."""
        return bool(self._read or self._written)

    def is_read(self, place: Path) -> bool:
        """Tell whether something is brought in from there."""
        return place in self._read

    def is_written(self, place: Path) -> bool:
        """Tell whether something is carried there."""
        return any(target.is_relative_to(place) for target in self._written)

    def of(self, volumes: Iterable[Volume]) -> frozenset[str]:
        """Return the identities of those that are used, wherever on them."""
        places = (*self._read, *self._written)
        return frozenset(
            volume.identity
            for volume in volumes
            if any(place.is_relative_to(volume.mount_point) for place in places)
        )

    @contextmanager
    def reading(self, place: Path) -> Iterator[None]:
        """Have it read until the end of the block."""
        with self._counted(self._read, place):
            yield

    @contextmanager
    def writing(self, place: Path) -> Iterator[None]:
        """Have it written until the end of the block."""
        with self._counted(self._written, place):
            yield

    @contextmanager
    def _counted(self, used: Counter[Path], place: Path) -> Iterator[None]:
        used[place] += 1
        self._on_change()
        try:
            yield
        finally:
            used[place] -= 1
            if not used[place]:
                del used[place]
            self._on_change()
