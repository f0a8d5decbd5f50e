"""How bytes leave the house: mail today. It knows nothing of clients."""
