"""Owns the programmes, their projects, the policy versions that govern them, and who works at which project. Not the rules themselves (policies)."""
