"""Houses and stays of many cases at once, and a burned house."""
