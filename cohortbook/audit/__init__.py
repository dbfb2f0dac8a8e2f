"""The audit: each claim of a report, and what it is checked against."""
