"""Text to PDF. Pure: it stores nothing, sends nothing and asks no network."""
