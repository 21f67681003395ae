"""What to spend: scenarios over a fitted model, without sampling."""
