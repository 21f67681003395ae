"""Carryover, saturation, seasonality and scaling on plain arrays."""
