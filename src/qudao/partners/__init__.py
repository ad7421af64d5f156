"""Owns the channel partners, their people and their standing. Not their customers or money."""
