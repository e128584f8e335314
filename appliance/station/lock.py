"""The lock of the box: the PIN, the permits that it gives, and the line in the audit."""

import asyncio
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from typing import Final
from weakref import WeakSet

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from appliance.domain.pin_delay import Failures
from appliance.library.audit import AuditLog
from appliance.paths import Paths
from appliance.recordings.clock import SystemClock
from appliance.station.errors import LockedError, PinError
from appliance.station.face_lock import LockState, Permit
from appliance.station.pin_file import PinFile, StoredPin

IDLE_S: Final = 300.0
"""A permit that nobody used for so long dies."""

LEAST_DIGITS: Final = 6
MOST_DIGITS: Final = 32

OWNER: Final = Permit(token="")
"""Of whoever reaches the box's private sockets or folders: root and the box's own user."""

SUBJECT: Final = "pin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Uptime:
    """Since when the machine runs; fakes start it anew."""

    boot_id: str
    now_s: Callable[[], float]

    @classmethod
    def of_system(cls) -> "Uptime":
        """Return that of the operating system, which counts while it sleeps where it can."""
        kind = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
        return cls(boot_id=SystemClock().now().boot_id, now_s=partial(time.clock_gettime, kind))


class BoxLock:
    """Implements face_lock.LockFace."""

    def __init__(
        self,
        paths: Paths,
        *,
        audit: AuditLog,
        uptime: Uptime | None = None,
        hasher: PasswordHasher | None = None,
    ) -> None:
        """``audit`` is the process's only one: two would rotate the file together."""
        self._file = PinFile(paths.keys)
        self._audit = audit
        self.is_kiosk: Callable[[], bool] = lambda: False
        """Whether kiosk mode is on."""

        self._uptime = uptime or Uptime.of_system()
        self._hasher = hasher or PasswordHasher()
        self._used_s: dict[str, float] = {}
        """By token of a permit: when it was used last."""

        self._approved = WeakSet[Permit]()
        """Each for one deed that was allowed; gone with whoever no longer means to do it."""

        self._has_pin = True
        """As it was seen last."""

        self._look()
        self._one_at_a_time = asyncio.Lock()

    async def state(self) -> LockState:
        """See LockFace."""
        try:
            stored = await asyncio.to_thread(self._read)
        except PinError as error:
            return LockState(has_pin=True, is_kiosk=self.is_kiosk(), problem=str(error))
        failures = stored.failures if stored else Failures()
        return LockState(
            has_pin=stored is not None,
            is_kiosk=self.is_kiosk(),
            failures=failures.count,
            delay_left_s=self._delay_left_s(failures),
        )

    def holds(self, permit: Permit | None) -> bool:
        """See LockFace."""
        if permit is OWNER or not self._has_pin:
            return True
        return permit is not None and (self._is_alive(permit.token) or permit in self._approved)

    def hides(self, permit: Permit | None) -> bool:
        """See LockFace."""
        return self.is_kiosk() and not self.holds(permit)

    def permit(self, token: str) -> Permit | None:
        """See LockFace."""
        return Permit(token=token) if self._is_alive(token) else None

    async def approve(self, permit: Permit | None) -> Permit:
        """See LockFace."""
        await self.require(permit)
        approval = Permit(token=secrets.token_urlsafe(24))
        self._approved.add(approval)
        return approval

    async def unlock(self, pin: str) -> Permit:
        """See LockFace. The try is counted before it is known whether it was right."""
        async with self._one_at_a_time:
            stored = await asyncio.to_thread(self._read)
            if stored is None:
                return self._new_permit()
            left_s = self._delay_left_s(stored.failures)
            if left_s > 0:
                raise PinError(
                    "There were too many wrong PINs.",
                    hint="Wait {seconds} s, then try again.",
                    seconds=ceil(left_s),
                )
            now_s = self._uptime.now_s()
            failures = stored.failures.another(boot_id=self._uptime.boot_id, now_s=now_s)
            counted = replace(stored, failures=failures)
            await asyncio.to_thread(self._file.write, counted)
            if not await asyncio.to_thread(self._is_right, stored.hash, pin):
                await self._note("wrong-pin", number=failures.count)
                left_s = self._delay_left_s(failures)
                raise PinError(
                    "The PIN is wrong.",
                    hint="Wait {seconds} s, then try again." if left_s else "Try again.",
                    seconds=ceil(left_s),
                )
            await asyncio.to_thread(self._file.write, replace(stored, failures=Failures()))
            await self._note("unlock")
            return self._new_permit()

    async def set_pin(self, pin: str, permit: Permit | None = None) -> Permit:
        """See LockFace."""
        if not LEAST_DIGITS <= len(pin) <= MOST_DIGITS or not (pin.isascii() and pin.isdigit()):
            raise PinError(
                "This is no PIN: it has {least} to {most} digits.",
                hint="Choose another one.",
                least=LEAST_DIGITS,
                most=MOST_DIGITS,
            )
        async with self._one_at_a_time:
            await self.require(permit)
            is_first = not self._has_pin
            hashed = await asyncio.to_thread(self._hasher.hash, pin)
            await asyncio.to_thread(self._file.write, StoredPin(hash=hashed))
            self._has_pin = True
            self._used_s.clear()
            await self._note("set-pin" if is_first else "change-pin")
            return self._new_permit()

    async def reset(self, permit: Permit | None) -> bool:
        """See LockFace."""
        async with self._one_at_a_time:
            await self.require(permit)
            was_there = await asyncio.to_thread(self._file.remove)
            self._has_pin = False
            self._used_s.clear()
            if was_there:
                await self._note("reset-pin")
            return was_there

    async def lock(self, permit: Permit) -> None:
        """See LockFace."""
        if self._used_s.pop(permit.token, None) is not None:
            await self._note("lock")

    async def require(self, permit: Permit | None) -> None:
        """Keep the permit alive, or use an approval up. Raises LockedError without one of them."""
        await asyncio.to_thread(self._look)
        if not self.holds(permit):
            raise LockedError
        if permit is None:
            return
        self._approved.discard(permit)
        if permit.token in self._used_s:
            self._used_s[permit.token] = self._uptime.now_s()

    async def require_in_kiosk(self, permit: Permit | None) -> None:
        """Do the same for what only kiosk mode guards."""
        if self.is_kiosk():
            await self.require(permit)

    def _read(self) -> StoredPin | None:
        try:
            stored = self._file.read()
        except PinError:
            self._has_pin = True
            raise
        # Set once: another deed may look at it from the event loop while this thread reads.
        self._has_pin = stored is not None
        return stored

    def _look(self) -> None:
        """Find out whether a PIN is set; what cannot be read is locked."""
        with suppress(PinError):
            self._read()

    def _delay_left_s(self, failures: Failures) -> float:
        now_s = self._uptime.now_s()
        return failures.delay_left_s(boot_id=self._uptime.boot_id, now_s=now_s)

    def _is_right(self, hashed: str, pin: str) -> bool:
        try:
            return self._hasher.verify(hashed, pin)
        except VerifyMismatchError:
            return False
        except (InvalidHashError, VerificationError) as error:
            raise self._file.unreadable() from error

    def _is_alive(self, token: str) -> bool:
        used_s = self._used_s.get(token)
        return used_s is not None and self._uptime.now_s() - used_s < IDLE_S

    def _new_permit(self) -> Permit:
        now_s = self._uptime.now_s()
        self._used_s = {
            token: used_s for token, used_s in self._used_s.items() if now_s - used_s < IDLE_S
        }
        permit = Permit(token=secrets.token_urlsafe(24))
        self._used_s[permit.token] = now_s
        return permit

    async def _note(self, deed: str, **facts: object) -> None:
        await asyncio.to_thread(partial(self._audit.note, deed, subject=SUBJECT, **facts))
