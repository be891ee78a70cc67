"""Land: reception, services and offers of help, settlement, screening."""
