"""Another program that holds the database: nobody can read or write it until this ends.

`python database_holder.py DATA_DIR` says `held`, and lets go when its standard input ends.
"""

import sqlite3
import sys
from pathlib import Path

from pushdesk.services.store import database


def main(data_dir: Path) -> None:
    """The folder and the file are made where they are missing."""
    data_dir.mkdir(mode=0o700, exist_ok=True)
    connection = sqlite3.connect(data_dir / database.FILE_NAME, isolation_level=None)
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    print("held", flush=True)
    sys.stdin.read()
    connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
