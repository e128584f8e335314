"""The screens of the product, and which of them the tests look at: `TINGXIA_SCREENS`."""

import os

import pytest

FULL = os.environ.get("TINGXIA_SCREENS") == "full"
UPRIGHT = (800, 1280)
SIZES = ((1280, 800), (1920, 1080), UPRIGHT)

on_the_screens = pytest.mark.parametrize(
    "size", SIZES if FULL else SIZES[:1], ids=lambda size: f"{size[0]}x{size[1]}"
)
"""Lets a story be told on the first of them, or on all."""
