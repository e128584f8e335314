"""Voice detectors, each the only importer of its library."""
