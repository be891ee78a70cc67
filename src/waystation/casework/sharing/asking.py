"""What is said aloud when a consent is asked for: plain words for each purpose, for translators and for the desk.

The sentence that help does not depend on it (``FREE``) stands in every one of them, and no form takes it away.
"""

from waystation.casework.words import _

MAY_WE = _("May we do this:")
ENDS = _("Your agreement ends on this day:")
BACK = _(
    "You can take it back at any time before, without a reason. Then we tell you who already has what, and ask for it "
    "back."
)
FREE = _("Help does not depend on it: if you say no, we go on helping you as before.")
OTHERWISE = _("We do only what was just said, with those whom we named, and write down that we did.")
WHAT = {
    "apply": _(
        "We give the authorities of that country the facts that we show you, sealed so that only they read them. We "
        "ask them not to pass them on; we cannot make sure that they do not."
    ),
    "consent_for_services": _(
        "The few people here who help you keep notes on what you tell them, each only what they need."
    ),
    "share_ground_with_host": _(
        "The people in whose house you sleep learn why you had to leave. They do not need to know it."
    ),
    "settlement_handover": _(
        "Those who help you after arrival receive your name, papers and needs, and nothing of what was done to you."
    ),
    "counselling": _("A counsellor learns that you would like to talk. What you tell them stays with them."),
    "consent_reporting": _("You are counted in figures that identify nobody, published late and rounded."),
    "evidence_preserve": _("We keep what you gave us as proof, sealed, in case somebody has to answer for it one day."),
    "evidence_submit": _("We give this proof to the body that we name to you, and to no other."),
}  # by purpose (vocabulary ``consent_purpose``); OTHERWISE for the rest


def what(purpose: str) -> str:
    """What is done, in a sentence or two."""
    return WHAT.get(purpose, OTHERWISE)
