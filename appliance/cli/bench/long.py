"""`tingxia bench long`."""

from typing import Annotated

import typer

from appliance.cli import measured_view
from appliance.cli.bench.group import Model, app, run, settings_of
from appliance.cli.measured_view import Against, Save
from appliance.cli.options import AsJson, ConfigFile, DataFolder


@app.command()
def long(
    *,
    hours: Annotated[float, typer.Option(min=0.1, help="Length of the recording.")] = 4,
    model: Model = "",
    save: Save = None,
    against: Against = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Recognise a long recording: memory, times at its end, text at the joins.

    It passes as fast as the machine allows; four hours take half an hour with the starter.

    Example: tingxia bench long --hours 4
    """
    from appliance.bootstrap import child_command
    from appliance.diagnostics.benches.memory import measure_long

    settings = settings_of(config, data_dir, model)
    before = measured_view.loaded(against)
    raise run(
        measure_long(settings, child_command=child_command, hours=hours),
        save=save,
        against=before,
        as_json=as_json,
    )
