"""The command ``tingxia``."""

import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from appliance.errors import ApplianceError


def main() -> None:
    """Run the command line; errors a person can act upon are printed with what to do."""
    from appliance.cli import app
    from appliance.errors import ApplianceError
    from appliance.offline import go_offline

    go_offline()

    try:
        app()
    except ApplianceError as error:
        _tell(error)
    except ValueError as error:
        from appliance.wire.codec import unsendable

        meant = unsendable(error)
        if meant is None:
            raise
        _tell(meant)
    except KeyboardInterrupt:
        sys.exit(130)  # what shells report for a process ended by Ctrl-C


def _tell(error: "ApplianceError") -> NoReturn:
    print(f"tingxia: {error}", file=sys.stderr)  # noqa: T201  # this is the command line
    print(f"→ {error.hint}", file=sys.stderr)  # noqa: T201  # as above
    sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
