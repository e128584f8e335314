"""One function per page, over the station."""
