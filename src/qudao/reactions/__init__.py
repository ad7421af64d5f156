"""Owns what follows an event or a date: event kind to task, when to task."""
