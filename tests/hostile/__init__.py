"""Inputs that no study should choke on: broken by accident or made to harm. corpus.py lists them,
inputs.py writes them.
"""
