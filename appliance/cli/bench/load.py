"""`tingxia bench load`."""

from typing import Annotated

import typer

from appliance.cli import measured_view
from appliance.cli.bench.group import Model, app, run, settings_of
from appliance.cli.measured_view import Against, Save
from appliance.cli.options import AsJson, ConfigFile, DataFolder


@app.command()
def load(
    *,
    repeat: Annotated[int, typer.Option(min=1, help="How many processes are started.")] = 3,
    model: Model = "",
    save: Save = None,
    against: Against = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Time how long the model takes to load, and read the memory of its process.

    It is read again after a minute of speech.

    Example: tingxia bench load --model sense-voice-small
    """
    from appliance.bootstrap import child_command
    from appliance.diagnostics.benches.load import measure

    settings = settings_of(config, data_dir, model)
    before = measured_view.loaded(against)
    raise run(
        measure(settings, child_command=child_command, repeat=repeat),
        save=save,
        against=before,
        as_json=as_json,
    )
