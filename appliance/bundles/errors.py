"""What can go wrong with a bundle."""

from appliance.errors import ApplianceError


class BundleError(ApplianceError):
    """A bundle is not taken, or cannot be made; what is installed stays as it is."""

    code = "bundle"
    exit_code = 42


class ReplacingError(BundleError):
    """What is installed would have to go for it; whoever wants that can ask for it."""
