GRACE_S = 10
"""How much later than the end a submission is taken: networks are slow."""
