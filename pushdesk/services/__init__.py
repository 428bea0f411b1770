"""The work: asyncio, database, network, cryptography. No Qt."""
