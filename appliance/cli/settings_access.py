"""Settings and lock for the command line: those of the running box, or our own when none runs."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from appliance.config import Settings
from appliance.layers import Layers
from appliance.library.audit import AuditLog
from appliance.paths import AlreadyRunningError, hold, prepare
from appliance.station.lock import BoxLock
from appliance.station.settings import BoxSettings
from appliance.wire import Message, request

Told = TypeVar("Told", bound=Message)

ANSWER_S = 30.0

Deed = Callable[[BoxSettings, BoxLock], Awaitable[Told]]


async def told(
    settings: Settings, layers: Layers, question: Message, answer: type[Told], alone: Deed[Told]
) -> Told:
    """Ask the running box; without one do ``alone`` on the data folder.

    Raises RemoteError, WireError, ApplianceError.
    """
    paths = settings.paths
    try:
        prepare(paths)
        with hold(paths):
            audit = AuditLog(paths.data)
            lock = BoxLock(paths, audit=audit)
            return await alone(BoxSettings(paths, layers=layers, audit=audit, lock=lock), lock)
    except AlreadyRunningError:
        return await request(paths.station_socket, question, answer, timeout_s=ANSWER_S)
