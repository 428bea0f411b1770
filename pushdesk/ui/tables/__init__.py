"""Live tables: a filtered, ordered view in plain Python, and the one Qt model that shows it."""
