"""Đoàn Số: procedures, dossiers and the daily work of the Youth Union, online."""

__version__ = "0.1.0"
