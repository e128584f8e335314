"""`tingxia batch`: the queue of files that become text by themselves."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from

app = typer.Typer(
    help="Queue files and folders; they become text one after the other.", no_args_is_help=True
)

JobIds = Annotated[
    list[str] | None,
    typer.Argument(
        help="As `tingxia batch list` shows them; the beginning of an id is enough.",
        metavar="[ID]…",
        show_default=False,
    ),
]

Deed = Literal["pause", "resume", "cancel", "move", "retry", "clear"]


@app.command()
def add(
    *,
    paths: Annotated[
        list[Path],
        typer.Argument(help="Audio files and folders.", metavar="PATH…", show_default=False),
    ],
    language: Annotated[
        str | None, typer.Option(help="Spoken language, such as zh or en; else the configured one.")
    ] = None,
    hot_word: Annotated[
        list[str] | None, typer.Option(help="A word that is said in them; may be repeated.")
    ] = None,
    pack: Annotated[
        list[str] | None,
        typer.Option(
            help="A pack of hot words that holds for them, instead of all; may be repeated."
        ),
    ] = None,
    no_packs: Annotated[
        bool, typer.Option("--no-packs", help="No pack of hot words holds for them.")
    ] = False,
    title: Annotated[str, typer.Option(help="Of a single file, instead of its name.")] = "",
    again: Annotated[
        bool, typer.Option("--again", help="Take files even if they were taken in before.")
    ] = False,
    copy: Annotated[
        bool, typer.Option("--copy", help="Copy them first, so that a stick may be pulled.")
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Show progress until all of them are over.")
    ] = False,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Queue files, and the audio files of folders, as one batch.

    Each becomes a recording of its own. A file that was taken in before is known by its content
    and points to its recording. All packs of `tingxia lexicon list` hold unless some are named.
    The exit status is 1 if something was not queued, with --wait also if a file failed.

    Example: tingxia batch add interviews/ meeting.m4a --language zh --hot-word 听匣 --wait
    """
    from appliance.cli import batch_run
    from appliance.domain.wishes import Wishes
    from appliance.errors import UsageError

    if pack and no_packs:
        raise UsageError("Packs are named, and none is to hold.", hint="Leave one of both out.")
    packs = tuple(pack) if pack else () if no_packs else None
    socket = settings_from(config, data_dir).paths.station_socket
    added = asyncio.run(
        batch_run.add(
            socket,
            paths,
            wishes=Wishes(language=language, hot_words=tuple(hot_word or ()), packs=packs),
            title=title,
            again=again,
            copy_first=copy,
        )
    )
    batch_run.tell_added(added, as_json=as_json and not wait)
    if wait and added.job_ids:
        failed = asyncio.run(batch_run.watch(socket, only=set(added.job_ids), as_json=as_json))
        if failed:
            raise typer.Exit(1)
    if added.left_out:
        raise typer.Exit(1)


@app.command("list")
def list_(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """List the files of the queue, also those that are over until they are cleared.

    Example: tingxia batch list --json
    """
    from appliance.cli import batch_run

    socket = settings_from(config, data_dir).paths.station_socket
    batch_run.show(asyncio.run(batch_run.queue(socket)), as_json=as_json)


@app.command()
def watch(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Show the progress of the queue until nothing is left to do.

    The files go on whether it is watched or not.

    Example: tingxia batch watch
    """
    from appliance.cli import batch_run

    socket = settings_from(config, data_dir).paths.station_socket
    if asyncio.run(batch_run.watch(socket, only=None, as_json=as_json)):
        raise typer.Exit(1)


@app.command()
def pause(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Let no file go on until `tingxia batch resume`, also after a restart.

    Example: tingxia batch pause
    """
    _change(config, data_dir, "pause")
    _tell("The queue is paused.", {"paused": True}, as_json=as_json)


@app.command()
def resume(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Let the files go on.

    Example: tingxia batch resume
    """
    _change(config, data_dir, "resume")
    _tell("The queue goes on.", {"paused": False}, as_json=as_json)


@app.command()
def cancel(
    ids: JobIds = None,
    *,
    batch: Annotated[str, typer.Option(help="All files that were added together.")] = "",
    all_: Annotated[bool, typer.Option("--all", help="All files that are not over.")] = False,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Give files up; what was made of them is removed. Their sources stay.

    Example: tingxia batch cancel 3f9a
    """
    count = _change(config, data_dir, "cancel", ids, batch=batch, takes_all=all_, needs_ids=True)
    _tell(f"{count} given up.", {"count": count}, as_json=as_json)


@app.command()
def move(
    ids: Annotated[
        list[str],
        typer.Argument(help="As `tingxia batch list` shows them.", metavar="ID…"),
    ],
    *,
    to: Annotated[int, typer.Option(min=1, help="Place among the waiting files; 1 is next.")] = 1,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Put waiting files at another place, by default first.

    Example: tingxia batch move 3f9a --to 1
    """
    count = _change(config, data_dir, "move", ids, position=to - 1)
    _tell(f"{count} moved.", {"count": count}, as_json=as_json)


@app.command()
def retry(
    ids: JobIds = None,
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Try files again; without ids all that failed.

    Of all, those are left out that would fail again, such as a file off a stick that is no sound.
    One that is read where it lies may be mended by now.

    Example: tingxia batch retry
    """
    count = _change(config, data_dir, "retry", ids)
    _tell(f"{count} tried again.", {"count": count}, as_json=as_json)


@app.command()
def clear(
    ids: JobIds = None,
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Take files that are over off the list; without ids all of them. Recordings stay.

    Example: tingxia batch clear
    """
    count = _change(config, data_dir, "clear", ids)
    _tell(f"{count} cleared.", {"count": count}, as_json=as_json)


def _tell(words: str, facts: dict[str, int], *, as_json: bool) -> None:
    typer.echo(json.dumps(facts) if as_json else words)


def _change(
    config: Path | None,
    data_dir: Path | None,
    deed: Deed,
    ids: list[str] | None = None,
    *,
    batch: str = "",
    position: int = 0,
    takes_all: bool = False,
    needs_ids: bool = False,
) -> int:
    from appliance.cli import batch_run
    from appliance.errors import UsageError

    if needs_ids and not (ids or batch or takes_all):
        raise UsageError("No file is named.", hint="Name ids, a --batch, or --all of them.")
    socket = settings_from(config, data_dir).paths.station_socket
    return asyncio.run(
        batch_run.change(
            socket, deed, ids or [], batch=batch, position=position, takes_all=takes_all
        )
    )
