"""Names of recordings."""

import secrets
from datetime import datetime


def new_recording_id() -> str:
    """Return ``YYYYMMDD-HHMMSS-xxxx``: local wall clock and four random hexadecimal digits."""
    return f"{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
