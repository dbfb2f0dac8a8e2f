"""Take in what evaluators have: workbooks, coded projects and sheets from other tools.

Intake writes tables of a cohort and nothing else; pages never import it.
"""
