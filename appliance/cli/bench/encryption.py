"""`tingxia bench encryption`."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.bench.group import measuring, say

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.diagnostics.measured import Part


@measuring("encryption", without=("model", "data_dir", "config"))
async def encryption(
    settings: "Settings",
    *,
    minutes: Annotated[float, typer.Option(min=0.1, help="Length of the recording.")] = 5,
) -> "AsyncIterator[Part]":
    """Compare writing and reading of encrypted audio with plain audio.

    Appends of a tenth of a second, and reads of 64 Ki samples from anywhere; first is a read by
    a reader that knows nothing yet.

    Example: tingxia bench encryption --minutes 10
    """
    from appliance.diagnostics.benches.encryption import measure

    del settings
    say("encryption of audio")
    yield measure(minutes=minutes)
