"""What stands under the application: the supervisor of database, web and worker, start-up checks, health.

Owns no table and no rule; stands outside the floors like the settings, and nobody on them imports it.
"""
