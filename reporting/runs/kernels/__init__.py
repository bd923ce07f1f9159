"""Kernels: the processes that notebooks run in, and what is seen of the files that they open.

In come the notebooks of a run and a folder of its own; out go kernels, all gone at the end, and a record of reads for each."""
