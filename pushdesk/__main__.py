"""`python -m pushdesk`: the same as the command `pushdesk`."""

from pushdesk.cli import main

if __name__ == "__main__":
    main()
