"""The wing that takes in other tools' files. It writes tables of a cohort and nothing else; the
rest of the study never imports it.
"""
