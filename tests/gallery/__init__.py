"""Every widget in every state, for whoever builds pages: ``python -m tests.fakes.screen``."""
