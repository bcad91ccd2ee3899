"""Reads of the staff register. `reading`: who may see whom. `scopes`: whose staff count where. `counting`: figures."""
