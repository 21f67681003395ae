"""Questions asked of a posterior; labels kept, draws kept, summaries last."""
