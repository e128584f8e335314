"""The application: sessions, jobs, library and screen."""
