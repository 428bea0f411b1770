"""What is kept: one SQLite file, one writer thread, readers with sessions of their own."""
