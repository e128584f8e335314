"""Asking the running box about its queue of files, and telling what it answers."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

import typer

from appliance.cli.batch_view import BatchView, line_of, summary_of
from appliance.cli.json_output import echo_json
from appliance.cli.station_call import not_running, patiently
from appliance.domain.file_path import written
from appliance.domain.wishes import Wishes
from appliance.errors import UsageError
from appliance.wire import Message, WireError, request
from appliance.wire.files import (
    MOST_NAMED,
    AddFiles,
    ChangeQueue,
    FileLine,
    FilesAdded,
    QueueChanged,
)
from appliance.wire.files_client import KnownQueue, followed_queue
from appliance.wire.files_client import queue as told_queue

Reply = TypeVar("Reply", bound=Message)

OVER = frozenset({"done", "failed", "cancelled"})

ADD_TIMEOUT_S = 3600.0
"""Copying a stick full of files takes long."""

CHANGE_TIMEOUT_S = 120.0


async def add(
    socket: Path,
    paths: Sequence[Path],
    *,
    wishes: Wishes,
    title: str,
    again: bool,
    copy_first: bool,
) -> FilesAdded:
    """Queue files. Raises NotRunningError, RemoteError, UsageError."""
    if title and len(paths) != 1:
        raise UsageError(
            "A title is for a single file.", hint="Leave it out: each file has its name."
        )
    if len(paths) > MOST_NAMED:
        raise UsageError(
            "More than {most} files are named.", hint="Name their folder.", most=MOST_NAMED
        )
    question = AddFiles(
        paths=tuple(written(os.fsencode(path.absolute())) for path in paths),
        language=wishes.language,
        hot_words=wishes.hot_words,
        packs=wishes.packs,
        title=title,
        again=again,
        copy_first=copy_first,
    )
    return await _ask(socket, question, FilesAdded, timeout_s=ADD_TIMEOUT_S)


async def queue(socket: Path) -> KnownQueue:
    """Return the queue. Raises NotRunningError, RemoteError."""
    try:
        return await told_queue(socket)
    except WireError as error:
        if socket.exists():
            raise
        raise not_running() from error


async def change(
    socket: Path,
    deed: Literal["pause", "resume", "cancel", "move", "retry", "clear"],
    beginnings: Sequence[str],
    *,
    batch: str,
    position: int,
    takes_all: bool,
) -> int:
    """Do something with the queue. Raises NotRunningError, RemoteError, UsageError."""
    ids: tuple[str, ...] = ()
    if beginnings or takes_all:
        known = (await queue(socket)).files
        ids = tuple(_whole_id(known, beginning) for beginning in beginnings)
        if takes_all:
            # Copies too, and last: they wait again when what they are copies of is removed.
            lines = sorted(known.values(), key=lambda line: line.already_there)
            ids = tuple(line.id for line in lines if line.already_there or line.state not in OVER)
            if not ids:
                return 0
    count = 0
    for first in range(0, max(len(ids), 1), MOST_NAMED):
        question = ChangeQueue(
            deed=deed,
            job_ids=ids[first : first + MOST_NAMED],
            batch_id=batch if not first else "",
            position=position + first,
        )
        count += (await _ask(socket, question, QueueChanged, timeout_s=CHANGE_TIMEOUT_S)).count
    return count


async def watch(socket: Path, *, only: set[str] | None, as_json: bool) -> int:
    """Show progress until nothing is left to do; returns how many failed.

    ``only`` names the files that matter; None are all. Raises NotRunningError, RemoteError.
    """
    known = await queue(socket)
    with BatchView(only=only, is_quiet=as_json) as view:

        async def followed() -> KnownQueue:
            async for now in followed_queue(socket):
                view.show(now)
                if _is_over(now, only):
                    return now
            return known

        try:
            known = await patiently(followed)
        except asyncio.CancelledError:
            typer.echo("The files go on in the box: tingxia batch list", err=True)
            raise
    chosen = [line for line in known.files.values() if only is None or line.id in only]
    if as_json:
        echo_json([_facts(line) for line in chosen])
    return sum(line.state == "failed" for line in chosen)


def show(known: KnownQueue, *, as_json: bool) -> None:
    """Print the queue."""
    if as_json:
        head = known.head.model_dump(mode="json", exclude={"files", "gone", "last"})
        files = [_facts(line) for line in known.files.values()]
        echo_json({**head, "files": files})
        return
    for line in known.files.values():
        typer.echo(line_of(line))
    typer.echo(summary_of(known.head))


def tell_added(added: FilesAdded, *, as_json: bool) -> None:
    """Print what was queued and what was not."""
    for one in added.left_out:
        typer.echo(f"tingxia: {one.reason}\n→ {one.hint}", err=True)
    if as_json:
        typer.echo(added.model_dump_json(indent=2))
    elif added.job_ids:
        typer.echo(f"{len(added.job_ids)} queued as batch {added.batch_id}.", err=True)


def _is_over(known: KnownQueue, only: set[str] | None) -> bool:
    lines = (line for line in known.files.values() if only is None or line.id in only)
    return all(line.state in OVER for line in lines)


def _whole_id(known: dict[str, FileLine], beginning: str) -> str:
    found = [job_id for job_id in known if job_id.startswith(beginning)]
    if len(found) != 1:
        raise UsageError(
            "{count} files have an id that begins with {beginning}.",
            hint="`tingxia batch list` shows all of them.",
            count=len(found) or "No",
            beginning=beginning,
        )
    return found[0]


def _facts(line: FileLine) -> dict[str, Any]:
    return line.model_dump(mode="json")


async def _ask(socket: Path, question: Message, reply: type[Reply], *, timeout_s: float) -> Reply:
    try:
        return await request(socket, question, reply, timeout_s=timeout_s)
    except WireError as error:
        if socket.exists():
            raise
        raise not_running() from error
