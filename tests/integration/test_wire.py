"""Both ends of a real Unix socket."""

import asyncio
import contextlib
import os
import socket as unix
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from wyoming.event import Event, async_write_event

from appliance.errors import UsageError
from appliance.wire import (
    Connection,
    Message,
    RemoteError,
    WireError,
    connect,
    request,
    serve,
    to_event,
)
from appliance.wire.framing import HEADER_LIMIT_BYTES, PAYLOAD_LIMIT_BYTES
from appliance.wire.supervision import GetSystemStatus, ProcessProgress, ShutDown

TIMEOUT_S = 10


async def answer(connection: Connection) -> None:
    """Answer each ProcessProgress with the next count; refuse ShutDown; fail at the rest."""
    async for message in connection:
        match message:
            case ProcessProgress(count=count):
                await connection.send(ProcessProgress(count=count + 1))
            case ShutDown():
                raise UsageError("Not {when}.", hint="Come {when} + 1.", when="now")
            case GetSystemStatus():
                return
            case _:
                raise ValueError("a fault in the handler")


@pytest.fixture
async def socket(tmp_path: Path) -> AsyncIterator[Path]:
    """A running server's socket."""
    path = tmp_path / "s.sock"
    async with serve(path, answer):
        yield path


async def assert_serves(socket: Path) -> None:
    """The server answers."""
    assert 8 == (await request(socket, ProcessProgress(count=7), ProcessProgress)).count


async def refusal(socket: Path, raw: bytes) -> list[Event | Message]:
    """Send bytes; everything that comes back until the server closes."""
    async with asyncio.timeout(TIMEOUT_S), connect(socket) as connection:
        connection._writer.write(raw)
        return [message async for message in connection]


MALFORMED = {
    "not JSON": b"GET / HTTP/1.1\r\n\r\n",
    "not UTF-8": b"\xff\xfe\n",
    "no object": b"[1]\n",
    "unknown message": b'{"type": "tingxia-nonsense", "data": {"v": 1}}\n',
    "other version": b'{"type": "tingxia-process-progress", "data": {"v": 9, "count": 1}}\n',
    "endless header": b"x" * (HEADER_LIMIT_BYTES * 2),
    "oversized payload": b'{"type": "x", "payload_length": %d}\n' % (PAYLOAD_LIMIT_BYTES + 1),
}


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED.keys())
async def test_malformed_message_gets_an_error_and_the_connection_closes(
    socket: Path, raw: bytes
) -> None:
    """One error event with code and hint, then the end; the server goes on."""
    (error,) = await refusal(socket, raw)
    assert isinstance(error, Event)
    assert ("error", "wire") == (error.type, error.data["code"])
    assert error.data["hint"]
    await assert_serves(socket)


async def test_peer_that_leaves_in_the_middle_harms_nobody(socket: Path) -> None:
    """Half a message, then silence and the end."""
    async with connect(socket) as connection:
        connection._writer.write(b'{"type": "x", "payload_length": 100}\n12345')
    await assert_serves(socket)


async def test_refusal_is_raised_at_the_asking_end(socket: Path) -> None:
    """An ApplianceError of the handler arrives with its code, text and hint."""
    with pytest.raises(RemoteError, match=r"^Not now\.$") as caught:
        await request(socket, ShutDown(), ProcessProgress)
    assert ("usage", "Come now + 1.", 2) == (
        caught.value.remote_code,
        caught.value.hint,
        caught.value.exit_code,
    )
    await assert_serves(socket)


async def test_who_is_refused_reads_why_though_it_is_still_sending(socket: Path) -> None:
    """A write that failed would cost a sender what it has not read yet."""

    def refused() -> bytes:
        with contextlib.closing(unix.socket(unix.AF_UNIX)) as peer:
            peer.settimeout(TIMEOUT_S)
            peer.connect(str(socket))
            peer.sendall(b"[1]\n")
            told = b"".join(iter(lambda: peer.recv(65536), b""))
            for _ in range(100):
                peer.sendall(bytes(65536))
            return told

    assert b'"code"' in await asyncio.to_thread(refused)
    await assert_serves(socket)


async def test_a_server_that_ends_waits_for_nobody_who_is_refused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It hears none of them out, and that is no error."""
    path = tmp_path / "s.sock"
    async with asyncio.timeout(TIMEOUT_S):
        async with serve(path, answer):
            reader, writer = await asyncio.open_unix_connection(path)
            writer.write(b"[1]\n")
            assert b'"code"' in await reader.read()
        writer.close()
    assert [] == [record for record in caplog.records if record.levelname == "ERROR"]


async def test_who_is_refused_and_never_reads_is_cut_off(
    socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server does not hear somebody out for ever."""
    monkeypatch.setattr("appliance.wire.connection._REFUSED_S", 0.1)
    async with asyncio.timeout(TIMEOUT_S), connect(socket) as stubborn:
        stubborn._writer.write(b"[1]\n")

        async def send_on() -> None:
            while True:
                await stubborn.send(ProcessProgress(count=1))

        with pytest.raises(WireError, match="closed the connection"):
            await send_on()


async def test_no_answer_is_a_wire_error(socket: Path) -> None:
    """A server that closes instead of answering."""
    with pytest.raises(WireError, match="was not answered"):
        await request(socket, GetSystemStatus(), ProcessProgress)


async def test_fault_in_a_handler_ends_only_its_connection(
    socket: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A bug closes the connection and is logged with its traceback; others are served."""
    assert [] == await refusal(socket, b'{"type": "ping"}\n')
    await assert_serves(socket)
    assert any(record.exc_info for record in caplog.records)


async def test_socket_is_private_and_goes_with_the_server(tmp_path: Path) -> None:
    """Mode 0600; a stale file of a killed server is replaced; nothing is left behind."""
    path = tmp_path / "s.sock"
    path.touch()
    async with serve(path, answer):
        assert 0o600 == stat.S_IMODE(path.stat().st_mode)
        assert stat.S_ISSOCK(path.stat().st_mode)
    assert not path.exists()


async def test_nobody_listens(tmp_path: Path) -> None:
    """Connecting to nothing says what to start."""
    with pytest.raises(WireError, match="Nothing answers at") as caught:
        await request(tmp_path / "s.sock", GetSystemStatus(), ProcessProgress)
    assert "tingxia up" in caught.value.hint


async def test_server_ends_while_a_peer_is_connected(tmp_path: Path) -> None:
    """Stopping does not wait for peers that stay; they see the end of the stream."""
    path = tmp_path / "s.sock"
    async with asyncio.timeout(TIMEOUT_S):
        async with serve(path, answer):
            reader, writer = await asyncio.open_unix_connection(path)
            await async_write_event(to_event(ProcessProgress(count=1)), writer)
            await reader.readline()
        await reader.read()
        assert reader.at_eof()
        writer.close()
        await writer.wait_closed()


async def test_peer_is_known_by_its_process(tmp_path: Path) -> None:
    """The kernel tells who is at the other end."""
    known: list[int | None] = []

    async def note(connection: Connection) -> None:
        known.append(connection.peer_pid())

    async with serve(tmp_path / "s.sock", note), connect(tmp_path / "s.sock") as connection:
        assert await connection.receive() is None
    assert [os.getpid()] == known


async def test_slow_peer_is_visible_as_pending_bytes(tmp_path: Path) -> None:
    """What the other side does not take is counted, so that a sender can drop instead."""
    pending: list[int] = []
    counted = asyncio.Event()

    async def send_much(connection: Connection) -> None:
        for _ in range(64):
            connection._writer.write(b"\0" * 65536)
        pending.append(connection.pending_bytes())
        counted.set()

    async with serve(tmp_path / "s.sock", send_much):
        reader, writer = await asyncio.open_unix_connection(tmp_path / "s.sock")
        await asyncio.wait_for(counted.wait(), TIMEOUT_S)
        writer.close()
        await writer.wait_closed()
        assert reader is not None
    assert pending[0] > 0
