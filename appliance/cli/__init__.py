"""The command line."""

from appliance.cli.app import app

__all__ = ["app"]
