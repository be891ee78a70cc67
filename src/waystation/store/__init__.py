"""The store: envelopes, snapshots, logins and sessions in a database that can open none of them.

Every content column is sealed bytes; ids are random or hashes; the rest is sizes and times. SQLite by default,
PostgreSQL where ``DATABASE_URL`` says so. ``docs/promises.md`` says what someone learns who carries it all away.
"""
