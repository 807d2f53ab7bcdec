"""Thin ways out: each hands one message over, or says that it could not."""
