"""`looking`: what a page shows. `entering`: what is written."""
