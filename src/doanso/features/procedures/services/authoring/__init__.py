"""Writing procedures: drafts, their review, and the day on which they come into force."""
