"""HTTP faces of the station."""
