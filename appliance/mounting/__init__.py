"""The root helper that mounts sticks: the only part of the box that runs with privileges.

It is started by udev and systemd, uses the standard library and two pure modules of the domain,
and reads nothing from a stick itself. docs/explanation/sticks.md says why it is a part of its own.
"""
