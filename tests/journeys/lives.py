"""A desk that is killed again and again: what it imports is there already, each life is a fork of that.

`python lives.py DATA_DIR`; each line on standard input is a campaign's id: a desk resumes it and waits for
its end. Standard output says the life's process id at once, and its exit status when it is over.
"""

import asyncio
import os
import sys
from pathlib import Path

from pushdesk.desk import open_desk
from pushdesk.settings import load_settings


async def live(data_dir: Path, campaign_id: str) -> None:
    """Send a campaign to its end."""
    async with open_desk(load_settings(data_dir=data_dir)) as desk:
        await desk.sender.resume(campaign_id)
        await desk.sender.wait(campaign_id)


def main(data_dir: Path) -> None:
    """One life after the other, until nobody asks for more."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            asyncio.run(live(data_dir, line.strip()))
            os._exit(0)
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
