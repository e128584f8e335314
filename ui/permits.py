"""Which browser gave the PIN. The permits themselves never leave the station."""

from appliance.station.face_lock import LockFace, Permit


class Permits:
    """Permits by the id of a browser, as long as they live."""

    def __init__(self, lock: LockFace) -> None:
        self._lock = lock
        self._held: dict[str, Permit] = {}

    def of(self, browser: str) -> Permit | None:
        """Return the living permit of a browser."""
        held = self._held.get(browser)
        if held is None or self._lock.permit(held.token) is None:
            self._held.pop(browser, None)
            return None
        return held

    def keep(self, browser: str, permit: Permit) -> None:
        """Remember that a browser gave the PIN."""
        self._held = {
            known: held
            for known, held in self._held.items()
            if self._lock.permit(held.token) is not None
        }
        self._held[browser] = permit

    async def end(self, browser: str) -> None:
        """Lock the box for a browser."""
        held = self._held.pop(browser, None)
        if held is not None:
            await self._lock.lock(held)
