"""`tingxia power`: switch the machine of the box off, or start it again."""

import asyncio
from typing import TYPE_CHECKING, TypeVar

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.wire.codec import Message

if TYPE_CHECKING:
    from pathlib import Path

    from appliance.wire.power import Deed

Answer = TypeVar("Answer", bound=Message)

ANSWER_S = 60.0

app = typer.Typer(
    help="Switch the machine of the box off, or start it again.", no_args_is_help=True
)


@app.command()
def status(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Tell whether the machine can be switched now, and if not, why.

    Example: tingxia power status --json
    """
    from appliance.wire.power import GetPower, PowerTold

    told = _asked(config, data_dir, GetPower(), PowerTold)
    if as_json:
        echo_json(told.model_dump(mode="json"))
    elif not told.obstacles:
        typer.echo("The machine can be switched off and started again.")
    for obstacle in () if as_json else told.obstacles:
        typer.echo(f"{obstacle.deed}: {obstacle.reason} {obstacle.hint}")


@app.command()
def off(*, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Switch the machine off; refused while something is recorded or a stick is in use.

    Example: tingxia power off
    """
    _switch("off", config, data_dir, as_json=as_json)


@app.command()
def restart(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Start the machine again; refused while something is recorded or a stick is in use.

    Example: tingxia power restart
    """
    _switch("restart", config, data_dir, as_json=as_json)


def _switch(deed: "Deed", config: "Path | None", data_dir: "Path | None", *, as_json: bool) -> None:
    from appliance.wire.power import MachineSwitched, SwitchMachine

    told = _asked(config, data_dir, SwitchMachine(deed=deed), MachineSwitched)
    if as_json:
        echo_json(told.model_dump(mode="json"))
    else:
        typer.echo("It is switched off." if deed == "off" else "It starts again.")


def _asked(
    config: "Path | None", data_dir: "Path | None", question: Message, answer: type[Answer]
) -> Answer:
    from appliance.cli.station_call import not_running
    from appliance.paths import running_folder
    from appliance.wire import request

    paths = settings_from(config, data_dir).paths
    if running_folder(paths.data) is None:
        raise not_running()
    return asyncio.run(request(paths.station_socket, question, answer, timeout_s=ANSWER_S))
