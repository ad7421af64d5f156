"""The demo company 云岭地产: seeded, anchored to the present day, and lived through the real actions."""
