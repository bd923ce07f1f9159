"""Records: what a counting rule, a tracker or the description of a return gives, read again row by row from the stored files."""
