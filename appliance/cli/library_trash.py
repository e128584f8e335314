"""`tingxia library delete|restore|trash|retention|audit`: what goes, what stays, and why."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.cli.step_progress import shown
from appliance.config import Settings
from appliance.domain.retention import Fate, explained
from appliance.errors import UsageError

if TYPE_CHECKING:
    from appliance.wire.shelf import AuditEntry, RetentionTold, RoomTold, TrashEmptied

app = typer.Typer()

RecordingIds = Annotated[list[str], typer.Argument(help="Ids of recordings.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do what is due; else it is only told.")]


@app.command()
def delete(
    recording_ids: RecordingIds,
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Put recordings into the trash, where they can be restored for some days.

    All or none: one that is being recorded or on legal hold has nothing deleted.

    Example: tingxia library delete 20261121-091500-ab12
    """
    from appliance.cli.shelf_access import open_shelf

    async def deleted() -> tuple[str, ...]:
        async with open_shelf(settings_from(config, data_dir)) as shelf:
            return await shelf.delete(recording_ids)

    done = asyncio.run(deleted())
    if as_json:
        echo_json({"deleted": done})
        return
    for recording_id in done:
        typer.echo(f"{recording_id} is in the trash.")
    typer.echo(f"→ `tingxia library restore {' '.join(done)}` brings it back")


@app.command()
def restore(
    recording_ids: RecordingIds,
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Take recordings out of the trash.

    Example: tingxia library restore 20261121-091500-ab12
    """
    from appliance.cli.shelf_access import open_shelf

    async def restored() -> tuple[str, ...]:
        async with open_shelf(settings_from(config, data_dir)) as shelf:
            return await shelf.restore(recording_ids)

    done = asyncio.run(restored())
    if as_json:
        echo_json({"restored": done})
        return
    for recording_id in done:
        typer.echo(f"{recording_id} is back in the library.")


@app.command()
def trash(
    recording_ids: Annotated[
        list[str] | None, typer.Argument(help="With --empty: only these.")
    ] = None,
    *,
    empty: Annotated[bool, typer.Option("--empty", help="Remove them for good.")] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Yes, remove: nothing brings it back.")
    ] = False,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """List what is in the trash and until when, or empty it.

    Exits with 2 if something had to stay.

    Example: tingxia library trash --empty --yes
    """
    settings = settings_from(config, data_dir)
    if not empty:
        if recording_ids:
            raise UsageError(
                "The list of the trash takes no ids.",
                hint="Remove these with `tingxia library trash --empty --yes {ids}`.",
                ids=" ".join(recording_ids),
            )
        told = asyncio.run(_retention(settings, only_trash=True))
        _print_plan(told, as_json=as_json, nothing="The trash is empty.")
        return
    if not yes:
        raise UsageError(
            "What is removed from the trash cannot be brought back.",
            hint="Say --empty --yes if that is meant; `tingxia library trash` lists it.",
        )
    emptied = asyncio.run(_emptied(settings, recording_ids or [], quiet=as_json))
    if as_json:
        typer.echo(emptied.model_dump_json(indent=2))
    else:
        typer.echo(f"{_counted(len(emptied.removed))} removed for good.")
    for recording_id, reason in emptied.kept.items():
        typer.echo(f"{recording_id} stays: {_STAYS.get(reason.value, reason.value)}", err=True)
    if emptied.kept:
        raise typer.Exit(UsageError.exit_code)


@app.command()
def retention(
    *,
    apply: Apply = False,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what the rules of retention do to every recording, when, and why.

    Example: tingxia library retention --json
    """
    settings = settings_from(config, data_dir)
    told = asyncio.run(_retention(settings, apply=apply, quiet=as_json))
    _print_plan(told, as_json=as_json, nothing="There are no recordings.")
    if not as_json:
        _print_summary(told)
        _print_room(asyncio.run(_room(settings)))


@app.command()
def audit(
    *,
    limit: Annotated[int, typer.Option(min=1, max=500, help="At most so many.")] = 50,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what was done to recordings, newest first.

    Example: tingxia library audit --limit 20
    """
    from appliance.cli.shelf_access import open_shelf

    async def read() -> "tuple[AuditEntry, ...]":
        async with open_shelf(settings_from(config, data_dir)) as shelf:
            return (await shelf.audit(limit=limit)).entries

    entries = asyncio.run(read())
    if as_json:
        echo_json([entry.model_dump(mode="json") for entry in entries])
        return
    if not entries:
        typer.echo("Nothing was done yet.")
    for entry in entries:
        facts = " ".join(
            f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in entry.facts.items()
        )
        clock = "" if entry.clock_trusted else " (clock not trusted)"
        typer.echo(f"{entry.at}{clock}  {entry.deed}  {entry.subject}  {facts}".rstrip())


async def _retention(
    settings: Settings, *, only_trash: bool = False, apply: bool = False, quiet: bool = True
) -> "RetentionTold":
    from appliance.cli.shelf_access import open_shelf

    with shown(counted="recordings", quiet=quiet) as progress:
        async with open_shelf(settings) as shelf:
            return await shelf.retention(only_trash=only_trash, apply=apply, progress=progress)


async def _emptied(settings: Settings, recording_ids: list[str], *, quiet: bool) -> "TrashEmptied":
    from appliance.cli.shelf_access import open_shelf

    with shown(counted="recordings", quiet=quiet) as progress:
        async with open_shelf(settings) as shelf:
            return await shelf.empty_trash(recording_ids, progress=progress)


async def _room(settings: Settings) -> "RoomTold":
    from appliance.cli.shelf_access import open_shelf

    async with open_shelf(settings) as shelf:
        return await shelf.room()


_STAYS = {
    "hold": "it is on legal hold; `tingxia library hold ID --off` lifts it.",
    "running": "it is being recorded; stop it first.",
    "in-work": "it is just being made into text or exported; try again when that is done.",
    "not-trashed": "it is not in the trash; `tingxia library delete ID` puts it there.",
}


def _print_plan(told: "RetentionTold", *, as_json: bool, nothing: str) -> None:
    if as_json:
        lines = [
            line.model_dump(mode="json") | {"explanation": explained(line.prospect, told.rules)}
            for line in told.lines
        ]
        echo_json(told.model_dump(mode="json", exclude={"last", "lines"}) | {"lines": lines})
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Column, Table

    console = Console(highlight=False)
    if not told.lines:
        console.print(nothing)
        return
    table = Table(
        Column("id", no_wrap=True, min_width=len(told.lines[0].prospect.id)),
        "title",
        Column("size", justify="right", no_wrap=True),
        "what happens, and why",
        box=None,
    )
    for line in told.lines:
        why = explained(line.prospect, told.rules)
        if line.problem:
            why = f"{why}; not done: {line.problem}"
        size = f"{line.prospect.size_bytes / 1e6:.1f} MB"
        table.add_row(line.prospect.id, escape(line.title), size, escape(why))
    console.print(table)


def _print_summary(told: "RetentionTold") -> None:
    due = [line.prospect for line in told.lines if line.prospect.is_due and not line.problem]
    trashed = sum(prospect.fate is Fate.TRASH for prospect in due)
    removed = len(due) - trashed
    if not told.rules.any:
        typer.echo("No rule is set: see [retention] in `tingxia config show`.")
    if told.applied:
        typer.echo(f"Done: {_counted(trashed)} to the trash, {_counted(removed)} removed.")
    elif due:
        typer.echo(
            f"Due now: {_counted(trashed)} to the trash, {_counted(removed)} to be removed."
            " Nothing was done; the box does it by itself within the hour, --apply at once."
        )
    if not told.clock_trusted:
        typer.echo(
            "The clock is not trusted now (`tingxia clock show`), so nothing is deleted by age:"
            " delete by hand, or let the box get its time from a network."
        )
    if told.short_bytes:
        typer.echo(
            f"{told.short_bytes / 1e9:.1f} GB are still missing to the free space that is asked"
            " for: export recordings and delete them, or lift a hold."
        )


def _print_room(told: "RoomTold") -> None:
    rate = "the rate of the last recordings" if told.measured else "what the format needs"
    typer.echo(
        f"{told.free_bytes / 1e9:.1f} GB are free: {told.recordable_s / 3600:.1f} hours by {rate}"
        f" ({told.bytes_per_s * 3600 / 1e6:.0f} MB an hour)."
    )


def _counted(count: int) -> str:
    return "1 recording" if count == 1 else f"{count} recordings"
