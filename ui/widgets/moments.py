"""What scripts that show moments of a recording share."""

from collections.abc import Mapping
from typing import Final

MOMENTS: Final[Mapping[str, str]] = {"tingxia-moments": "../static/moments"}
"""The folder of it by its name in the browser."""
