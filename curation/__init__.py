"""How the catalogue stays true: what comes in, what is there twice, what is gone."""
