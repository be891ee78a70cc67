"""Journeys: a case's way out on one page, the escort's page for a telephone, what reaches a lawyer, the live map."""
