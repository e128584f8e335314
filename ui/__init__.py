"""The touchscreen: NiceGUI pages over the station."""

from .mount import mount

__all__ = ["mount"]
