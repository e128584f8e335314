"""The PIN, its permits and its delays, on a real disk."""

import json
import stat
from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher

from appliance.library.audit import AuditLog
from appliance.paths import Paths
from appliance.station.errors import LockedError, PinError
from appliance.station.lock import IDLE_S, OWNER, BoxLock
from appliance.station.pin_file import PinFile, StoredPin
from tests.fakes.uptime import FakeMachine

PIN = "271828"
WRONG = "314159"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Box:
    """A data folder, and the lock of each station that is started on it."""

    def __init__(self, folder: Path) -> None:
        self.paths = Paths(data=folder, run=folder / "run")
        self.machine = FakeMachine()
        self.is_kiosk = False
        self.file = self.paths.keys / "pin.json"

    def started(self, hasher: PasswordHasher = QUICK) -> BoxLock:
        """Return the lock of a station that was just started."""
        lock = BoxLock(
            self.paths,
            audit=AuditLog(self.paths.data),
            uptime=self.machine.uptime(),
            hasher=hasher,
        )
        lock.is_kiosk = lambda: self.is_kiosk
        return lock

    def deeds(self) -> list[str]:
        """What the audit holds, oldest first."""
        return [line.deed for line in reversed(AuditLog(self.paths.data).newest(1000))]


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """A box without a PIN."""
    return Box(tmp_path)


async def fail(lock: BoxLock) -> PinError:
    """Give a wrong PIN."""
    with pytest.raises(PinError) as refused:
        await lock.unlock(WRONG)
    return refused.value


async def test_without_a_pin_nothing_is_locked(box: Box) -> None:
    """Every deed is free, and the state says so."""
    lock = box.started()
    await lock.require(None)

    assert lock.holds(None)
    assert not (await lock.state()).has_pin


async def test_what_was_allowed_once_is_done_later(box: Box) -> None:
    """Once, whoever locks meanwhile and however long it takes; not without a living permit."""
    lock = box.started()
    permit = await lock.set_pin(PIN)
    approval, other = await lock.approve(permit), await lock.approve(permit)
    await lock.lock(permit)
    box.machine.wait(10 * IDLE_S)
    await lock.require(approval)

    with pytest.raises(LockedError):
        await lock.require(approval)
    with pytest.raises(LockedError):
        await lock.approve(permit)
    await lock.set_pin(WRONG, await lock.unlock(PIN))
    assert (False, True) == (lock.holds(approval), lock.holds(other))


async def test_without_a_pin_a_deed_is_free_while_another_looks_for_one(box: Box) -> None:
    """The file is read in a thread; who asks meanwhile is not taken for locked out."""
    lock, seen = box.started(), list[bool]()

    class Watched(PinFile):
        def read(self) -> StoredPin | None:
            seen.append(lock.holds(None))
            return super().read()

    lock._file = Watched(box.paths.keys)
    await lock.require(None)
    assert [True] == seen


async def test_with_a_pin_a_deed_needs_a_living_permit(box: Box) -> None:
    """Another's, an invented and a dead one do not do."""
    lock = box.started()
    permit = await lock.set_pin(PIN)
    other = await box.started().unlock(PIN)
    await lock.require(permit)

    for useless in (None, other):
        with pytest.raises(LockedError):
            await lock.require(useless)
    assert permit == lock.permit(permit.token)
    assert lock.permit(other.token) is None
    await lock.lock(permit)
    with pytest.raises(LockedError):
        await lock.require(permit)


async def test_a_permit_dies_of_idleness_and_lives_by_being_used(box: Box) -> None:
    """Looking at it is no use."""
    lock = box.started()
    permit = await lock.set_pin(PIN)
    for _ in range(3):
        box.machine.wait(IDLE_S - 1)
        await lock.require(permit)
    box.machine.wait(IDLE_S - 1)
    assert lock.holds(permit)
    box.machine.wait(1)

    assert not lock.holds(permit)
    with pytest.raises(LockedError):
        await lock.require(permit)


async def test_only_what_kiosk_mode_guards_depends_on_it(box: Box) -> None:
    """Deleting into the trash is free unless the box stands in public."""
    lock = box.started()
    await lock.set_pin(PIN)
    await lock.require_in_kiosk(None)
    box.is_kiosk = True

    with pytest.raises(LockedError):
        await lock.require_in_kiosk(None)
    await lock.require_in_kiosk(OWNER)


@pytest.mark.parametrize("pin", ["", "12345", "1" * 33, "12345a", "123 456", "１２３４５６"])
async def test_a_pin_has_six_digits_or_more(box: Box, pin: str) -> None:
    """Digits of the keyboard, nothing else."""
    lock = box.started()
    with pytest.raises(PinError, match="6 to 32 digits"):
        await lock.set_pin(pin)

    assert not (await lock.state()).has_pin


async def test_another_pin_needs_the_former_and_ends_all_permits(box: Box) -> None:
    """Whoever was let in before is not any more."""
    lock = box.started()
    first = await lock.set_pin(PIN)
    with pytest.raises(LockedError):
        await lock.set_pin(WRONG)
    second = await lock.set_pin(WRONG, first)

    assert not lock.holds(first)
    assert lock.holds(second)
    await lock.unlock(WRONG)


@pytest.mark.parametrize("is_owner", [True, False])
async def test_a_pin_is_removed_by_whoever_may_change_it(box: Box, *, is_owner: bool) -> None:
    """By its owner or with a living permit; by nobody else."""
    lock = box.started()
    permit = await lock.set_pin(PIN)
    with pytest.raises(LockedError):
        await lock.reset(None)

    assert await lock.reset(OWNER if is_owner else permit)
    assert not box.file.exists()
    assert lock.holds(None)


async def test_what_lies_on_the_disk_is_private_and_no_pin(box: Box) -> None:
    """An Argon2id hash, readable by the box's user only."""
    await box.started(PasswordHasher()).set_pin(PIN)

    assert 0o600 == stat.S_IMODE(box.file.stat().st_mode)
    content = json.loads(box.file.read_bytes())
    assert content["hash"].startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PIN not in box.file.read_text()
    assert PIN not in (box.paths.data / "audit.jsonl").read_text()


async def test_every_deed_is_in_the_audit(box: Box) -> None:
    """Setting, failing, unlocking, locking, changing, forgetting."""
    lock = box.started()
    await lock.set_pin(PIN)
    await fail(lock)
    permit = await lock.unlock(PIN)
    await lock.set_pin(WRONG, permit)
    await lock.lock(await lock.unlock(WRONG))
    await lock.reset(OWNER)

    assert [
        *("set-pin", "wrong-pin", "unlock", "change-pin"),
        *("unlock", "lock", "reset-pin"),
    ] == box.deeds()


async def test_a_try_is_counted_before_it_is_checked(box: Box) -> None:
    """Whoever pulls the plug instead of reading the answer gains nothing."""

    class Watching(PasswordHasher):
        seen = -1

        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
            self.seen = json.loads(box.file.read_bytes())["failures"]
            return QUICK.verify(hash, password)

    watching = Watching()
    await box.started().set_pin(PIN)
    await fail(box.started(watching))

    assert 1 == watching.seen


async def test_without_a_disk_to_count_on_no_pin_is_checked(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even the right one."""
    from appliance.station import pin_file

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    lock = box.started()
    await lock.set_pin(PIN)
    monkeypatch.setattr(pin_file, "replace_file", full)
    with pytest.raises(PinError, match="cannot be written"):
        await lock.unlock(PIN)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"hash": "$argon2id$x"}', b"[]"])
async def test_a_damaged_pin_locks_everything_and_says_who_helps(box: Box, content: bytes) -> None:
    """A box is not opened by damaging a file, and the owner gets in."""
    lock = box.started()
    await lock.set_pin(PIN)
    box.file.write_bytes(content)
    again = box.started()

    with pytest.raises(LockedError):
        await again.require(None)
    with pytest.raises(PinError, match="cannot be read"):
        await again.unlock(PIN)
    assert "cannot be read" in (await again.state()).problem
    await again.reset(OWNER)
    await again.require(None)


async def test_a_hash_that_is_none_is_told_as_damaged(box: Box) -> None:
    """It is no wrong PIN."""
    lock = box.started()
    await lock.set_pin(PIN)
    content = json.loads(box.file.read_bytes())
    box.file.write_text(json.dumps(content | {"hash": content["hash"][:40]}))

    with pytest.raises(PinError, match="cannot be read"):
        await box.started().unlock(PIN)


async def test_the_right_pin_forgets_the_wrong_ones(box: Box) -> None:
    """The next four are free again."""
    lock = box.started()
    await lock.set_pin(PIN)
    for _ in range(4):
        await fail(lock)
    await lock.unlock(PIN)

    assert 0 == (await lock.state()).failures
    assert "Try again." == (await fail(lock)).hint


async def test_a_script_gets_ten_tries_an_hour_whatever_it_restarts(box: Box) -> None:
    """It guesses each second, and restarts station and machine between tries."""
    await box.started().set_pin(PIN)
    tries = []
    passed_s = 0
    while passed_s < 3600:
        failures = (await box.started().state()).failures
        await fail(box.started())
        if (await box.started().state()).failures > failures:
            tries.append(passed_s)
            if len(tries) % 3 == 0:
                box.machine.restart()
        left_s = (await box.started().state()).delay_left_s
        step_s = max(1, int(left_s))
        box.machine.wait(step_s)
        passed_s += step_s

    assert 5 < len(tries) <= 10
    assert len(tries) == box.deeds().count("wrong-pin")


async def test_while_a_delay_runs_even_the_right_pin_waits(box: Box) -> None:
    """The message says for how long, and then it is taken."""
    lock = box.started()
    await lock.set_pin(PIN)
    for _ in range(5):
        await fail(lock)
    with pytest.raises(PinError, match="too many wrong PINs") as refused:
        await lock.unlock(PIN)
    left_s = (await lock.state()).delay_left_s
    box.machine.wait(left_s)

    assert f"Wait {left_s:.0f} s, then try again." == refused.value.hint
    assert lock.holds(await lock.unlock(PIN))
