"""The command ``tingxia``."""

import sys


def main() -> None:
    """Run the command line; errors a person can act upon are printed with what to do."""
    from appliance.cli import app
    from appliance.errors import ApplianceError
    from appliance.offline import go_offline

    go_offline()

    try:
        app()
    except ApplianceError as error:
        print(f"tingxia: {error}", file=sys.stderr)  # noqa: T201  # this is the command line
        print(f"→ {error.hint}", file=sys.stderr)  # noqa: T201  # as above
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)  # what shells report for a process ended by Ctrl-C


if __name__ == "__main__":
    main()
