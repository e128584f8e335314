"""`tingxia pin`: the PIN of the screen, set and forgotten by the owner of the box."""

import asyncio
import sys
from typing import TYPE_CHECKING

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, layers_from
from appliance.errors import UsageError
from appliance.station.control_settings import lock_told
from appliance.station.lock import OWNER
from appliance.wire.settings import GetLock, LockTold, ResetPin, SetPin

if TYPE_CHECKING:
    from pathlib import Path

    from appliance.cli.settings_access import Deed
    from appliance.station.lock import BoxLock
    from appliance.station.settings import BoxSettings
    from appliance.wire import Message

app = typer.Typer(help="Set or forget the PIN of the screen.", no_args_is_help=True)


@app.command("set")
def set_(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Set the PIN, 6 digits or more, read from the terminal twice or from standard input once.

    The former PIN is not asked for: whoever may run this owns the box.

    Example: tingxia pin set
    """
    pin = _entered()

    async def alone(_: "BoxSettings", lock: "BoxLock") -> LockTold:
        await lock.set_pin(pin, OWNER)
        return lock_told(await lock.state())

    _tell(_asked(config, data_dir, SetPin(pin=pin), alone), as_json=as_json)


@app.command()
def reset(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Forget the PIN and all wrong tries; everything is unlocked then.

    Example: tingxia pin reset
    """

    async def alone(_: "BoxSettings", lock: "BoxLock") -> LockTold:
        await lock.reset(OWNER)
        return lock_told(await lock.state())

    _tell(_asked(config, data_dir, ResetPin(), alone), as_json=as_json)


@app.command()
def status(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Tell whether there is a PIN, and how often a wrong one was given.

    Example: tingxia pin status --json
    """

    async def alone(_: "BoxSettings", lock: "BoxLock") -> LockTold:
        return lock_told(await lock.state())

    _tell(_asked(config, data_dir, GetLock(), alone), as_json=as_json)


def _entered() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    pin: str = typer.prompt("New PIN", hide_input=True)
    if typer.prompt("Once more", hide_input=True) != pin:
        raise UsageError("The two are not the same.", hint="Try again.")
    return pin


def _asked(
    config: "Path | None", data_dir: "Path | None", question: "Message", alone: "Deed[LockTold]"
) -> LockTold:
    from appliance.cli.settings_access import told

    layers = layers_from(config, data_dir)
    return asyncio.run(told(layers.in_force(), layers, question, LockTold, alone))


def _tell(lock: LockTold, *, as_json: bool) -> None:
    if as_json:
        echo_json(lock.model_dump(mode="json"))
    elif lock.problem:
        typer.echo(lock.problem)
    elif not lock.has_pin:
        typer.echo("There is no PIN: nothing on the screen is locked. Set one: tingxia pin set")
    else:
        typer.echo("There is a PIN.")
        if lock.failures:
            typer.echo(f"{lock.failures} wrong tries since the last right one.")
        if lock.delay_left_s:
            typer.echo(f"No PIN is taken for another {lock.delay_left_s:.0f} s.")
