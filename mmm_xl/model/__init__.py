"""The model: its specification, its priors, and the equation as a PyMC model."""
