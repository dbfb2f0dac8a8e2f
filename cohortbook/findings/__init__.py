"""Findings: what is computed of a study, one finding a number."""
