"""A lock that knows its PIN by heart."""

from dataclasses import replace

from appliance.station.errors import LockedError, PinError
from appliance.station.face_lock import LockState, Permit
from appliance.station.lock import OWNER


class FakeLock:
    """Implements face_lock.LockFace. ``pin`` and ``told`` are the test's hands."""

    def __init__(self) -> None:
        self.pin = ""
        self.told = LockState()
        """What `state` tells, but for ``has_pin``."""

        self.permits: dict[str, Permit] = {}
        self.approved: list[Permit] = []

    async def state(self) -> LockState:
        """Return what the test has set."""
        return replace(self.told, has_pin=bool(self.pin))

    def holds(self, permit: Permit | None) -> bool:
        """Tell whether nothing is locked or the permit lives."""
        if permit is OWNER or not self.pin:
            return True
        return permit is not None and (permit.token in self.permits or permit in self.approved)

    def hides(self, permit: Permit | None) -> bool:
        """Hide in kiosk mode."""
        return self.told.is_kiosk and not self.holds(permit)

    def permit(self, token: str) -> Permit | None:
        """Find a permit."""
        return self.permits.get(token)

    async def approve(self, permit: Permit | None) -> Permit:
        """Keep it for one deed."""
        self.require(permit)
        self.approved.append(Permit(token=f"approval-{len(self.approved) + 1}"))
        return self.approved[-1]

    async def unlock(self, pin: str) -> Permit:
        """Compare, and count failures."""
        if self.told.delay_left_s:
            raise PinError(
                "There were too many wrong PINs.",
                hint="Wait {seconds} s, then try again.",
                seconds=self.told.delay_left_s,
            )
        if pin != self.pin:
            self.told = replace(self.told, failures=self.told.failures + 1)
            raise PinError("The PIN is wrong.", hint="Try again.")
        self.told = replace(self.told, failures=0)
        return self._new()

    async def set_pin(self, pin: str, permit: Permit | None = None) -> Permit:
        """Take it."""
        self.require(permit)
        if len(pin) < 6:
            raise PinError(
                "This is no PIN: it has {least} to {most} digits.",
                hint="Choose another one.",
                least=6,
                most=32,
            )
        self.pin = pin
        self.permits.clear()
        return self._new()

    async def reset(self, permit: Permit | None) -> bool:
        """Do so."""
        self.require(permit)
        was_there, self.pin = bool(self.pin), ""
        return was_there

    async def lock(self, permit: Permit) -> None:
        """Forget it."""
        self.permits.pop(permit.token, None)

    def expire(self) -> None:
        """Let all permits die; what was approved stays so."""
        self.permits.clear()

    def require(self, permit: Permit | None) -> None:
        """Guard what other fakes do."""
        if not self.holds(permit):
            raise LockedError

    def _new(self) -> Permit:
        permit = Permit(token=f"permit-{len(self.permits) + 1}")
        self.permits[permit.token] = permit
        return permit
