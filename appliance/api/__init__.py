"""HTTP faces of the station."""

from appliance.api.app import create_app

__all__ = ["create_app"]
