"""What comes to the hotline: the intake's key, mailboxes and slips, lost receipts."""
