"""Evidence for and against a run: checks with written rules, refits, and what follows from them."""
