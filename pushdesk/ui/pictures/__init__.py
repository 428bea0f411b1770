"""A message's pictures in the window: fetched, decoded, shown small beside their URL, and noted upon."""
