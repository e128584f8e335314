"""The command ``tingxia``."""

import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from appliance.errors import ApplianceError


def main() -> None:
    """Run the command line; errors a person can act upon are printed with what to do."""
    from typer import Abort
    from typer.exceptions import TyperException

    from appliance.cli import app
    from appliance.errors import ApplianceError, UsageError
    from appliance.offline import go_offline

    go_offline()
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another character set shows what it lacks as \uXXXX, as JSON has it.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")

    try:
        # A command returns nothing; a number is what it ended itself with.
        sys.exit(app(prog_name="tingxia", standalone_mode=False))
    except ApplianceError as error:
        _tell(error)
    except TyperException as error:
        from appliance.cli.wrong_usage import meant

        wrong = meant(error)
        if wrong is None:
            sys.exit(UsageError.exit_code)
        _tell(wrong)
    except ValueError as error:
        from appliance.wire.codec import unsendable

        refused = unsendable(error)
        if refused is None:
            raise
        _tell(refused)
    except (KeyboardInterrupt, Abort):
        sys.exit(130)  # what shells report for a process ended by Ctrl-C


def _tell(error: "ApplianceError") -> NoReturn:
    print(f"tingxia: {error}", file=sys.stderr)  # noqa: T201  # this is the command line
    print(f"→ {error.hint}", file=sys.stderr)  # noqa: T201  # as above
    sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
