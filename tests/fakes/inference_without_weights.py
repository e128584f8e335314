"""The inference process on a machine where the packages with the weights are not installed."""

import sys

from appliance import bootstrap
from appliance.modelstore.recipe import STARTER

if __name__ == "__main__":
    for file in STARTER.files.values():
        for piece in file.pieces:
            sys.modules[piece.package] = None  # type: ignore[assignment]  # what import itself does
    bootstrap.main()
