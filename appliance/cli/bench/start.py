"""`tingxia bench start`."""

from typing import Annotated

import typer

from appliance.cli import measured_view
from appliance.cli.bench.group import app, run
from appliance.cli.measured_view import Against, Save
from appliance.cli.options import AsJson


@app.command()
def start(
    *,
    repeat: Annotated[int, typer.Option(min=1, help="How many boxes are started in turn.")] = 3,
    save: Save = None,
    against: Against = None,
    as_json: AsJson = False,
) -> None:
    """Start whole boxes on fresh folders and time when they are of use; read their memory.

    Example: tingxia bench start --repeat 5
    """
    from appliance.diagnostics.benches.start import measure

    before = measured_view.loaded(against)
    raise run(measure(repeat=repeat), save=save, against=before, as_json=as_json)
