"""The door: the public side, where a person in danger reaches the programme and finds answers.

It runs in a process of its own (``waystation door``), with a database of its own, and can open nothing that it stores:
letters are sealed to the intake's key, answers under the receipt's. It sets no cookie, keeps no session and counts
nobody; pages work without JavaScript, and with it nothing that was typed leaves the browser unsealed.
"""
