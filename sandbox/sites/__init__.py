"""Invented classified sites with clearly different markup and habits."""
