"""`tingxia bench speed`."""

from typing import Annotated

import typer

from appliance.cli import measured_view
from appliance.cli.bench.group import Model, app, run, settings_of
from appliance.cli.measured_view import Against, Save
from appliance.cli.options import AsJson, ConfigFile, DataFolder


@app.command()
def speed(
    *,
    repeat: Annotated[int, typer.Option(min=1, help="Decodes of each length.")] = 3,
    model: Model = "",
    save: Save = None,
    against: Against = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Time the engine alone by length of the segment and number of threads.

    RTF is processing time ÷ audio time. Takes a minute with the starter.

    Example: tingxia bench speed --repeat 5
    """
    from appliance.diagnostics.benches.speed import measure

    settings = settings_of(config, data_dir, model)
    before = measured_view.loaded(against)
    raise run(
        measure(settings, repeat=repeat),
        save=save,
        against=before,
        as_json=as_json,
    )
