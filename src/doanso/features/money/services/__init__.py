"""Every change of the books: each adds entries, none changes any."""
