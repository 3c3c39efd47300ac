"""Ours against torch and against teaching code: `make bench`."""
