"""`tingxia licences`: under which licences everything in the box is."""

import asyncio
from dataclasses import asdict

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from


def licences(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """List the installed models and packages with their licences, as they tell them themselves.

    The texts lie beside the packages, and stand on the screen: Settings, This box, Licences.

    Example: tingxia licences --json
    """
    from appliance.station.licences import BoxLicences

    told = asyncio.run(BoxLicences(settings_from(config, data_dir).paths).told())
    if as_json:
        echo_json(asdict(told))
        return
    for each in (*told.models, *told.packages):
        typer.echo(f"{each.title}: {each.licence or 'not told'}")
