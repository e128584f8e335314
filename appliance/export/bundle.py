"""A folder of finished files, written and verified as recordings are."""

from collections.abc import AsyncGenerator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from appliance.export.exporting import carried_out
from appliance.export.formats import LABELS
from appliance.export.options import ExportOptions
from appliance.export.planned import plan_files
from appliance.export.progress import ExportProgress
from appliance.export.stick import Stick
from appliance.export.writing import Export


def export_bundle(
    files: Mapping[str, bytes],
    target: Path,
    *,
    receipts: Path,
    name: str,
    subject: str,
    about: Mapping[str, Any],
    recipient: str = "",
    stick: Stick | None = None,
) -> AsyncGenerator[ExportProgress]:
    """Write ``files`` into a folder called ``name`` below ``target``; the last progress is DONE.

    Its manifest has ``about`` under the key ``subject``. Raises ExportError, as ``export`` does.
    """
    work = Export(
        [lambda: files],
        stick=stick or Stick(),
        target=target,
        receipts=receipts,
        labels=LABELS["en"],
        options=ExportOptions(formats=(), recipient=recipient),
        plan_folder=_planner(subject, about, recipient, name),
    )
    return carried_out(work, target)


def _planner(subject: str, about: Mapping[str, Any], recipient: str, name: str) -> Any:
    return partial(plan_files, subject=subject, about=about, recipient=recipient, name=name)
