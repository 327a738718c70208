"""JavaScript values to and from Python's."""
