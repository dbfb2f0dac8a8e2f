"""Releases: an edition that can be cited, kept and made again."""
