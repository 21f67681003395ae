"""Written rules of a validation: name, threshold, meaning, remedy, and what they do to a verdict."""
