"""Notebooks run: which must run again, in which kernel, in which order."""
