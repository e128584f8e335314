"""`tingxia clock`: what the clock of the box shows, and setting it."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from

if TYPE_CHECKING:
    from pathlib import Path

    from appliance.wire import Message
    from appliance.wire.clock import ClockShown

ANSWER_S = 90.0
"""A client for time servers that is switched off takes its time to end."""

_FORMS = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]

app = typer.Typer(help="Show and set the clock of the box.", no_args_is_help=True)


@app.command()
def show(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Tell the time of the box, whether it can be right, and whether it can be set now.

    Example: tingxia clock show --json
    """
    from appliance.wire.clock import GetClock

    _tell(_asked(config, data_dir, GetClock()), as_json=as_json)


@app.command("set")
def set_clock(
    moment: Annotated[
        datetime | None,
        typer.Argument(metavar="[TIME]", formats=_FORMS, help="As it is read in the zone."),
    ] = None,
    *,
    zone: Annotated[str, typer.Option("--zone", help="Time zone, such as Asia/Shanghai.")] = "",
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Set time, time zone, or both; refused while something is recorded.

    Example: tingxia clock set "2026-05-12 09:30" --zone Asia/Shanghai
    """
    from appliance.errors import UsageError
    from appliance.wire.clock import SetClock

    if moment is None and not zone:
        raise UsageError(
            "There is nothing to set.",
            hint='Give a time or a zone: `tingxia clock set "2026-05-12 09:30"`.',
        )
    time = moment.isoformat() if moment is not None else ""
    _tell(_asked(config, data_dir, SetClock(time=time, zone=zone)), as_json=as_json)


def _tell(told: "ClockShown", *, as_json: bool) -> None:
    if as_json:
        echo_json(told.model_dump(mode="json"))
        return
    now = datetime.fromisoformat(told.now)
    typer.echo(f"{now:%Y-%m-%d %H:%M:%S} ({told.zone or now.tzname()})")
    if told.looks_wrong:
        typer.echo("This time is wrong: it lies in the past.")
    elif told.trusted:
        typer.echo("The clock is set by itself.")
    if told.obstacle:
        typer.echo(f"It cannot be set now. {told.obstacle} {told.hint}")


def _asked(config: "Path | None", data_dir: "Path | None", question: "Message") -> "ClockShown":
    from appliance.cli.station_call import not_running
    from appliance.paths import running_folder
    from appliance.wire import request
    from appliance.wire.clock import ClockShown

    paths = settings_from(config, data_dir).paths
    if running_folder(paths.data) is None:
        raise not_running()
    return asyncio.run(request(paths.station_socket, question, ClockShown, timeout_s=ANSWER_S))
