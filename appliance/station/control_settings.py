"""The part of the command line's door that leads to settings and lock; it is the owner's."""

from collections.abc import AsyncGenerator
from typing import Final

from appliance.station.face import Station
from appliance.station.face_lock import LockState
from appliance.station.face_settings import Setting
from appliance.station.lock import OWNER
from appliance.wire import Message
from appliance.wire.settings import (
    ChangeSetting,
    GetLock,
    LockTold,
    ResetPin,
    ResetSetting,
    SetPin,
    SettingTold,
)

QUESTIONS: Final = (ChangeSetting, ResetSetting, GetLock, SetPin, ResetPin)


async def answers(station: Station, question: Message) -> AsyncGenerator[Message, None]:
    """Answer one of QUESTIONS. Raises ApplianceError."""
    settings, lock = station.settings, station.lock
    match question:
        case ChangeSetting():
            yield setting_told(await settings.change(question.key, question.value, OWNER))
        case ResetSetting():
            yield setting_told(await settings.reset(question.key, OWNER))
        case SetPin():
            await lock.lock(await lock.set_pin(question.pin, OWNER))
            yield lock_told(await lock.state())
        case ResetPin():
            await lock.reset(OWNER)
            yield lock_told(await lock.state())
        case _:
            yield lock_told(await lock.state())


def setting_told(setting: Setting) -> SettingTold:
    """Return it as a message."""
    return SettingTold(
        key=setting.key,
        value=setting.value,
        default=setting.default,
        source=setting.source,
        place=setting.place,
        pending=setting.is_pending,
    )


def lock_told(state: LockState) -> LockTold:
    """Return it as a message."""
    return LockTold(
        has_pin=state.has_pin,
        kiosk=state.is_kiosk,
        failures=state.failures,
        delay_left_s=state.delay_left_s,
        problem=state.problem,
    )
