"""Reads of cadres. `on` is the day for which the answer must hold; who may look is always a question of today."""
