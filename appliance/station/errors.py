"""What the station refuses."""

from appliance.errors import ApplianceError


class StationError(ApplianceError):
    """The station cannot do what was asked at this moment, or cannot start."""

    code = "station"
    exit_code = 9
