"""The part of the command line's door that switches the machine; it is the owner's."""

from collections.abc import AsyncGenerator
from typing import Final

from appliance.station.face import Station
from appliance.station.face_power import PowerDeed
from appliance.station.lock import OWNER
from appliance.wire import Message
from appliance.wire.power import GetPower, MachineSwitched, Obstacle, PowerTold, SwitchMachine

QUESTIONS: Final = (GetPower, SwitchMachine)


async def answers(station: Station, question: Message) -> AsyncGenerator[Message, None]:
    """Answer one of QUESTIONS. Raises PowerError."""
    power = station.power
    if isinstance(question, SwitchMachine):
        await power.switch(PowerDeed(question.deed), OWNER)
        yield MachineSwitched(deed=question.deed)
        return
    obstacles = []
    for deed in PowerDeed:
        error = await power.unable(deed) or power.busy()
        if error is not None:
            obstacles.append(Obstacle(deed=deed.value, reason=str(error), hint=error.hint))
    yield PowerTold(obstacles=tuple(obstacles))
