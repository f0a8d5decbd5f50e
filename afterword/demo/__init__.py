"""Two invented practices to look at on the first day. Never part of production."""
