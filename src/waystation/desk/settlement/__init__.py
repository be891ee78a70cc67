"""After arrival: reception by the hour, the plan, the service directory, and offers of help."""
