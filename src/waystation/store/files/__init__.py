"""Cases, houses and the programme as one member's keys open them: founding, writing, granting."""
