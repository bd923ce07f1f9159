"""`python -m reporting` is the command `report`."""

from reporting.command.command import main

if __name__ == "__main__":  # a worker of a batch imports it, under another name
    main()
