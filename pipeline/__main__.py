"""`python -m pipeline` is the command `report`."""

from pipeline.running.command import main

main()
