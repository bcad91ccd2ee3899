from datetime import timedelta

GRACE_S = 10
"""How much later than the end a submission is taken: networks are slow."""
GRACE = timedelta(seconds=GRACE_S)
