"""Numbers judged as a whole: what they can teach, and which of them know the outcome."""
