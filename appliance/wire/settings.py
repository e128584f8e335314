"""What the command line asks about settings and the PIN.

As in wire.station a refusal is answered with an ``error`` event.
"""

from pydantic import Field

from appliance.wire.codec import Message


class ChangeSetting(Message, event="change-setting"):
    """Choose a value as the screen does; answered with SettingTold."""

    key: str = Field(max_length=100)
    value: bool | int | float | str


class ResetSetting(Message, event="reset-setting"):
    """Forget a choice; answered with SettingTold."""

    key: str = Field(max_length=100)


class SettingTold(Message, event="setting-told"):
    """A setting as it is."""

    key: str
    value: bool | int | float | str
    default: bool | int | float | str
    source: str
    """default, file, screen or fixed."""

    place: str = ""
    pending: bool = False
    """It is in force once nothing is being recorded, or in a few seconds."""


class SetPin(Message, event="set-pin"):
    """Set the PIN without the former one; answered with LockTold."""

    pin: str = Field(max_length=100, repr=False)


class ResetPin(Message, event="reset-pin"):
    """Forget the PIN, which unlocks everything; answered with LockTold."""


class GetLock(Message, event="get-lock"):
    """Ask for LockTold."""


class LockTold(Message, event="lock-told"):
    """How the lock is."""

    has_pin: bool
    kiosk: bool = False
    failures: int = 0
    delay_left_s: float = 0.0
    problem: str = ""
