"""What stands in the access log, in words: one table. A line keeps a short key, so that it is the same in every
language and in a log of years ago; what people read is said here.

    said("open")                    # "Opened"
    ACTS                            # all of them, in the order in which a form offers them

A new act is one line here; a test fails for one that is logged and not named.
"""

from waystation.casework.words import _

ACTS: dict[str, str] = {
    "open": _("Opened"),
    "write": _("Wrote"),
    "found": _("Began a part"),
    "grant": _("Let somebody open"),
    "revoke": _("Ended somebody's access"),
    "rotate": _("Changed the key"),
    "break-glass": _("Opened in an emergency, asked or decided"),
    "log-in": _("Logged in"),
    "change log-in": _("Changed the way to log in"),
    "add device": _("Added a device"),
    "lose device": _("Reported a device lost"),
    "cut": _("Cut sessions"),
    "invite": _("Invited somebody"),
    "admit": _("Admitted a member"),
    "join team": _("Let somebody into a team"),
    "leave team": _("Took somebody out of a team"),
    "dismiss": _("Dismissed a member"),
    "enrol again": _("Asked to enrol somebody again"),
    "agree to enrol again": _("Agreed to enrol somebody again"),
    "found organisation": _("Founded the organisation"),
    "found team": _("Founded a team"),
    "settings": _("Changed settings"),
    "open letters": _("Opened letters of the inbox"),
    "answer": _("Answered a letter"),
    "slip": _("Wrote down a call or message"),
    "open file": _("Opened a file of a letter"),
    "open original": _("Opened a file as it came"),
    "preview files": _("Saw small pictures of files"),
    "ask for a receipt": _("Asked to bind a new receipt"),
    "bind a receipt": _("Bound a new receipt"),
    "refuse a receipt": _("Refused a new receipt"),
    "shift begins": _("Began a shift"),
    "shift ends": _("Ended a shift"),
    "alarm taken": _("Took an alarm"),
    "alarm handed": _("Handed an alarm over"),
    "alarm step": _("Took a step on an alarm"),
    "alarm ended": _("Ended an alarm"),
    "mass alarm": _("Asked to hear from everybody"),
    "all clear": _("Said all clear to everybody"),
    "look for duplicates": _("Looked for duplicates"),
    "merge": _("Said that two cases are one person"),
    "keep apart": _("Said that two cases are two people"),
    "clear": _("Cleared a case, or said a word about it"),
    "evidence received": _("Took in evidence"),
    "evidence looked": _("Looked at evidence"),
    "evidence original": _("Took out original evidence"),
    "evidence asked": _("Asked to hand evidence out"),
    "evidence agreed": _("Agreed to hand evidence out"),
    "evidence refused": _("Refused to hand evidence out"),
    "evidence exported": _("Handed evidence out"),
    "evidence deleted": _("Deleted evidence"),
    "paper handed over": _("Handed an original paper over"),
    "scan": _("Opened or added a scan of a paper"),
    "package": _("Sent a package to an authority"),
    "bed chart": _("Opened the bed chart"),
    "plan": _("Planned for everybody"),
    "simulate": _("Looked at how it may go on"),
    "ways for everybody": _("Asked whether everybody has a lawful way"),
    "plan taken back": _("Took slots of a plan back"),
    "compare journeys": _("Compared journeys with other ways"),
    "press": _("Pressed how far a leg is"),
    "wrong code": _("Typed a wrong arrival code"),
    "open held": _("Opened the name of somebody held"),
    "partner left": _("Ended a partner's access on arrival"),
    "receipt opened": _("Opened a receipt of a payment"),
    "ask for accounts out": _("Asked to take the accounts out"),
    "agree to accounts out": _("Agreed to take the accounts out"),
    "accounts out": _("Took the accounts out"),
    "copy for the person": _("Made the person's copy"),
    "shred": _("Deleted for good"),
}


def said(act: str) -> str:
    """The words for a key; the key itself for one of another version."""
    return ACTS.get(act, act)
