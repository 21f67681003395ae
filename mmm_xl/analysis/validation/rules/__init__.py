"""Written rules of a validation: threshold, meaning, remedy, and what each does to a verdict."""
