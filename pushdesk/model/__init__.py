"""What the words mean: types, enums and pure functions. No I/O, no Qt, no asyncio."""
