"""What can go wrong with a bundle."""

from appliance.domain.bundle import Replaced
from appliance.errors import ApplianceError


class BundleError(ApplianceError):
    """A bundle is not taken, or cannot be made; what is installed stays as it is."""

    code = "bundle"
    exit_code = 42


class ReplacingError(BundleError):
    """Something would have to go for it; whoever wants that can ask for it."""

    def __init__(self, template: str, *, hint: str, what: Replaced, **fields: object) -> None:
        super().__init__(template, hint=hint, **fields)
        self.what = what
