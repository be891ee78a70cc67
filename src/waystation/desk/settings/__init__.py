"""The installation's own pages: settings, access log, the design language."""
