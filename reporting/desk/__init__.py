"""Desk: what people do with finished runs: look at them on a shelf, comment on them, and clear away the drafts that nobody needs.

In come the outputs; nothing here makes a run or changes one."""
