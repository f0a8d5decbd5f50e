"""Pages of sign-in, one module a subject."""
