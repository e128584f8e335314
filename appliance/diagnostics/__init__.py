"""Checks that name a failure and its fix."""
