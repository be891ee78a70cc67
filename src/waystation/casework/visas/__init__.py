"""Papers: what fails first, in which order papers are got, by which pathway a household can go."""
