"""A folder of finished files, written and verified as recordings are."""

from collections.abc import AsyncGenerator, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from appliance.export.exporting import carried_out
from appliance.export.formats import LABELS
from appliance.export.options import ExportOptions
from appliance.export.planned import Content, plan_copy, plan_files
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
    planner = partial(plan_files, name=name, subject=subject, about=about, recipient=recipient)
    work = _work(files, planner, target, receipts=receipts, recipient=recipient, stick=stick)
    return carried_out(work, target)


def export_copy(
    file: Path,
    target: Path,
    *,
    receipts: Path,
    name: str,
    subject: str,
    about: Mapping[str, Any],
    recipient: str = "",
    stick: Stick | None = None,
) -> AsyncGenerator[ExportProgress]:
    """Do the same with one file of the box's disk, which may be large."""
    planner = partial(plan_copy, name=name, subject=subject, about=about, recipient=recipient)
    work = _work(file, planner, target, receipts=receipts, recipient=recipient, stick=stick)
    return carried_out(work, target)


def _work(
    item: Any,
    planner: Callable[..., Content],
    target: Path,
    *,
    receipts: Path,
    recipient: str,
    stick: Stick | None,
) -> Export:
    return Export(
        [lambda: item],
        stick=stick or Stick(),
        target=target,
        receipts=receipts,
        labels=LABELS["en"],
        options=ExportOptions(formats=(), recipient=recipient),
        plan_folder=planner,
    )
