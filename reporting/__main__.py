"""`python -m reporting` is the command `report`."""

from reporting.command.command import main

main()
