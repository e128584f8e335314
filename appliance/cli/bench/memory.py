"""`tingxia bench memory`."""

from typing import Annotated

import typer

from appliance.cli import measured_view
from appliance.cli.bench.group import Model, app, run, settings_of
from appliance.cli.measured_view import Against, Save
from appliance.cli.options import AsJson, ConfigFile, DataFolder


@app.command()
def memory(
    *,
    minutes: Annotated[float, typer.Option(min=2, help="Length of the recording.")] = 20,
    model: Model = "",
    save: Save = None,
    against: Against = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Watch the memory of the recogniser while it works as fast as it can.

    Its slope is per hour of audio, and means little for a short recording.

    Example: tingxia bench memory --minutes 60
    """
    from appliance.bootstrap import child_command
    from appliance.diagnostics.benches.memory import measure

    settings = settings_of(config, data_dir, model)
    before = measured_view.loaded(against)
    raise run(
        measure(settings, child_command=child_command, minutes=minutes),
        save=save,
        against=before,
        as_json=as_json,
    )
