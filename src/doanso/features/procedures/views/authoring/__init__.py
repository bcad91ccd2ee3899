"""The pages on which officials write procedures themselves."""
