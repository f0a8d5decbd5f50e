"""Keys and sealed columns; erase by destroying keys."""
