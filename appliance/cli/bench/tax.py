"""`tingxia bench tax`."""

from typing import Annotated

import typer

from appliance.cli import measured_view
from appliance.cli.bench.group import Model, app, run, settings_of
from appliance.cli.measured_view import Against, Save
from appliance.cli.options import AsJson, ConfigFile, DataFolder


@app.command()
def tax(
    *,
    minutes: Annotated[float, typer.Option(min=0.5, help="Length of the file.")] = 30,
    model: Model = "",
    save: Save = None,
    against: Against = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Compare a file through the service with the bare engine on the same segments.

    A model of sherpa-onnx is compared with that library by itself, another one with the engine
    without the service.

    Example: tingxia bench tax --minutes 30
    """
    from appliance.bootstrap import child_command
    from appliance.diagnostics.benches.tax import measure

    settings = settings_of(config, data_dir, model)
    before = measured_view.loaded(against)
    raise run(
        measure(settings, child_command=child_command, minutes=minutes),
        save=save,
        against=before,
        as_json=as_json,
    )
