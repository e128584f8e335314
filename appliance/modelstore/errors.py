"""What is wrong with a model."""

from appliance.errors import ApplianceError


class ModelError(ApplianceError):
    """A model is missing or damaged; the hint names the command that brings it back."""

    code = "model"
    exit_code = 7
