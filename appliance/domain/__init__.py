"""Pure rules and nouns of the appliance; standard library only."""
