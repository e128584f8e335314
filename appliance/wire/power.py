"""What the command line asks about switching the machine off and on again."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from appliance.wire.codec import Message

Deed = Literal["off", "restart"]


class GetPower(Message, event="get-power"):
    """Ask for PowerTold."""


class SwitchMachine(Message, event="switch-machine"):
    """Switch it; answered with MachineSwitched when the system has begun, or refused."""

    deed: Deed


class Obstacle(BaseModel):
    """Why something cannot be done now."""

    model_config = ConfigDict(frozen=True)

    deed: Deed
    reason: str
    hint: str


class PowerTold(Message, event="power-told"):
    """What stands in the way; what is not among these can be done."""

    obstacles: tuple[Obstacle, ...] = ()


class MachineSwitched(Message, event="machine-switched"):
    """The system has begun; the box ends in a moment."""

    deed: Deed
