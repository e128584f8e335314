"""capture.sock: commands, status, and the stream of what happens."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from wyoming.event import Event

from appliance.capture.errors import CaptureError
from appliance.capture.events import Command
from appliance.capture.hub import Hub
from appliance.capture.inbox import Inbox
from appliance.capture.subscriber import Subscriber
from appliance.errors import ApplianceError
from appliance.wire import Connection, Message, WireError, error_event
from appliance.wire.capture import CaptureStatus, GetCaptureStatus, SubscribeCapture

ANSWER_TIMEOUT_S: Final = 9.0


class Control:
    """Serves one connection after the other, each on its own task."""

    def __init__(self, *, inbox: Inbox, hub: Hub, status: Callable[[], CaptureStatus]) -> None:
        self._inbox = inbox
        self._hub = hub
        self._status = status

    async def serve(self, connection: Connection) -> None:
        """Answer what comes; a refusal is answered and the connection goes on."""
        async for message in connection:
            if isinstance(message, Event):
                raise WireError(
                    "{type} is not for capture.",
                    hint="Wyoming clients connect to microphone.sock.",
                    type=repr(message.type[:80]),
                )
            if isinstance(message, SubscribeCapture):
                await self._stream(connection, message)
                return
            await self._answer(connection, message)

    async def _answer(self, connection: Connection, message: Message) -> None:
        try:
            status = await self._ask(message)
        except WireError:
            raise
        except ApplianceError as error:
            await connection.send(error_event(error))
        else:
            await connection.send(status)

    async def _ask(self, message: Message) -> CaptureStatus:
        if isinstance(message, GetCaptureStatus):
            return self._status()
        done: Future[CaptureStatus] = Future()
        self._inbox.put(Command(message=message, done=done))
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                return await asyncio.wrap_future(done)
        except TimeoutError as error:
            raise CaptureError(
                "Capture waits for the disk.",
                hint="What was heard is kept for 30 s; whoever looks after the box looks at the "
                "disk with `dmesg`.",
            ) from error

    async def _stream(self, connection: Connection, wish: SubscribeCapture) -> None:
        """Send what happens, and go on answering commands, until the peer leaves."""
        subscriber = Subscriber(wants_audio=wish.audio)
        subscriber.offer(self._status())

        async def answer() -> None:
            async for message in connection:
                if isinstance(message, Event | SubscribeCapture):
                    raise WireError(
                        "A subscribed connection takes commands only.",
                        hint="Open another connection.",
                    )
                await self._answer(connection, message)

        answering = asyncio.create_task(answer())
        sending = asyncio.create_task(subscriber.send_to(connection))
        tasks = {answering, sending}
        try:
            with self._hub.subscribed(subscriber, sending.cancel):
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result
