"""Changes of cadres, each with its line in the audit trail."""
