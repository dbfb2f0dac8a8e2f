"""Exhibits: the tables and figures that the cells of notebooks show."""
