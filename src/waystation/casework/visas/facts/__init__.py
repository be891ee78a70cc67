"""Facts of the field as data: each file names its sources and the days as of which they are true."""
