"""Pictures of a message: what they are, where local ones are kept, how others are fetched, what to note."""
