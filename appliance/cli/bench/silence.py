"""`tingxia bench silence`."""

from typing import Annotated

import typer

from appliance.cli import measured_view
from appliance.cli.bench.group import Model, app, run, settings_of
from appliance.cli.measured_view import Against, Save
from appliance.cli.options import AsJson, ConfigFile, DataFolder


@app.command()
def silence(
    *,
    minutes: Annotated[float, typer.Option(min=1, help="Length of each sound.")] = 60,
    model: Model = "",
    save: Save = None,
    against: Against = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Count the text that comes out of silence, machine noise and tones like music.

    They pass faster than real time.

    Example: tingxia bench silence --minutes 60
    """
    from appliance.bootstrap import child_command
    from appliance.diagnostics.benches.silence import measure

    settings = settings_of(config, data_dir, model)
    before = measured_view.loaded(against)
    raise run(
        measure(settings, child_command=child_command, minutes=minutes),
        save=save,
        against=before,
        as_json=as_json,
    )
