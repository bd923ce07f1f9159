"""Charts of a finished page: marks and labels at their values, flags at their days, titles that say what the figures do."""
