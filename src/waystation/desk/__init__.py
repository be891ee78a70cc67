"""The desk: the members' pages. One package for each job, templates and static files beside them.

Pages show what the member's keys open and nothing else; what they do goes through ``store`` and ``casework``. They work
without JavaScript and get better with it (``static/desk/desk.js``).
"""
