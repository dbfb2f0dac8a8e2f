"""A study as it is on disk: tables, rules, settings and wording, read once and checked."""
