"""As much of the station as its parts need that only look at what it shows."""

from collections.abc import Callable
from typing import Protocol

from appliance.config import Settings
from appliance.station.face import Snapshot


class InForce(Protocol):
    """Knows the settings that hold now."""

    in_force: Settings


class Watched(Protocol):
    """See the module."""

    @property
    def settings(self) -> InForce:
        """Those of the box."""
        ...

    def snapshot(self) -> Snapshot:
        """Return the present state."""
        ...

    def on_change(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back when that changed; returns the function that ends it."""
        ...
