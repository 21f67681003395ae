"""Figures of a stored run for the command line: what was published is read, the rest computed."""
