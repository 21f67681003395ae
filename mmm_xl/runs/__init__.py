"""A fitted model as an immutable, addressed thing."""
