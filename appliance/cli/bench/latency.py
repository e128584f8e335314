"""`tingxia bench latency`."""

from typing import Annotated

import typer

from appliance.cli import measured_view
from appliance.cli.bench.group import Model, app, run, settings_of
from appliance.cli.measured_view import Against, Save
from appliance.cli.options import AsJson, ConfigFile, DataFolder


@app.command()
def latency(
    *,
    repeat: Annotated[int, typer.Option(min=1, help="How often each recording is spoken.")] = 1,
    model: Model = "",
    save: Save = None,
    against: Against = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Speak the built-in recordings to a real inference process and time its captions.

    Takes two minutes per repetition, since it happens in real time.

    Example: tingxia bench latency --repeat 3
    """
    from appliance.bootstrap import child_command
    from appliance.diagnostics.benches.latency import measure

    settings = settings_of(config, data_dir, model)
    before = measured_view.loaded(against)
    raise run(
        measure(settings, child_command=child_command, repeat=repeat),
        save=save,
        against=before,
        as_json=as_json,
    )
