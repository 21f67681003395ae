"""Sampling: the model's density evaluated fast, and the coefficients drawn afterwards."""
