"""What scripts that show moments of a recording share."""

from typing import Final

MOMENTS: Final = {"tingxia-moments": "../static/moments"}
"""The folder of it by its name in the browser."""
