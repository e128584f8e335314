"""What can be wrong with a lexicon as a whole."""

from appliance.errors import ApplianceError


class LexiconError(ApplianceError):
    """A pack of hot words cannot be used, or there is none of that name."""

    code = "lexicon"
    exit_code = 2
