"""What leaves the alliance: consents and limits, packages, their recipients and who lets them go."""
