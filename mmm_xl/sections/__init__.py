"""Draws reduced once to frozen sections that sheets and pages both render."""
