"""The law of the channel: pure functions on frozen dataclasses.

No clock, database, file or float. Time is passed in, money is integer fen, rates are basis points.
"""
