"""What is told above a sheet while one is open, which a page without sheets has in its place."""

from typing import Final

ABOVE: Final = {"tingxia-above": "../static/above"}
"""The folder of it by its name in the browser."""
