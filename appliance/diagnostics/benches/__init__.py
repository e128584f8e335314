"""What `tingxia bench` measures, one bench a module; each returns a Part."""
