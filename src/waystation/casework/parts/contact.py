"""Contact: reaching a person without harming them. Practice of hotlines and of agreed check-ins."""

from typing import Annotated

from waystation.casework.fields import About, Compartment, Number, Record, Time, YesNo
from waystation.casework.words import _


class Channel(Record):
    """One way to reach the person, and whether it is safe."""

    kind: Annotated[str, About(_("Channel"), vocabulary="channel", required=True)] = ""
    address: Annotated[str, About(_("Number or name"), sensitive=True, match="reach")] = ""
    safe: Annotated[YesNo, About(_("Safe to use"), help=_("Never call or write to one that is not."))] = None
    seen_by: Annotated[
        str, About(_("Who else sees it"), help=_("A brother who checks the phone, a shared screen."))
    ] = ""


class Conversation(Record):
    """One call, message or visit."""

    at: Annotated[Time, About(_("When"), required=True)] = None
    channel: Annotated[str, About(_("Channel"), vocabulary="channel")] = ""
    by: Annotated[str, About(_("Who answered"), choices="members")] = ""
    said: Annotated[str, About(_("What was said"), long=True)] = ""
    help_arrived: Annotated[
        YesNo, About(_("Help arrived"), help=_("Say yes only when somebody confirmed that help was really there."))
    ] = None


class Callback(Record):
    """A safer time that was agreed."""

    at: Annotated[Time, About(_("When"), required=True)] = None
    channel: Annotated[str, About(_("Channel"), vocabulary="channel")] = ""
    owner: Annotated[str, About(_("Who calls"), choices="members")] = ""
    tries: Annotated[Number, About(_("Tries so far"), help=_("Try again only in the safe hours."))] = None
    done: Annotated[YesNo, About(_("Reached"))] = None


class CheckIn(Record):
    """One time at which the person should be heard from. A drill can never be taken for the real thing."""

    due: Annotated[Time, About(_("Due"), required=True)] = None
    grace: Annotated[Number, About(_("Minutes of silence before the alarm"))] = None
    owner: Annotated[str, About(_("Who watches"), choices="members")] = ""
    status: Annotated[str, About(_("Answer"), vocabulary="check_in_status")] = ""
    answered_at: Annotated[Time, About(_("Answered at"))] = None
    drill: Annotated[YesNo, About(_("Drill"), help=_("A rehearsal. Nobody is sent out."))] = None
    channel: Annotated[str, About(_("Channel"), vocabulary="channel")] = ""
    said: Annotated[str, About(_("What they said"), long=True, sensitive=True)] = ""
    heard_by: Annotated[str, About(_("Who heard them"), choices="members")] = ""
    outcome: Annotated[str, About(_("What the alarm led to"), vocabulary="alarm_outcome")] = ""


class Step(Record):
    """One rung of the ladder when the person is silent."""

    after: Annotated[Number, About(_("Minutes after the time agreed"), required=True)] = None
    who: Annotated[str, About(_("Who acts"), choices="members")] = ""
    what: Annotated[str, About(_("What to do"), required=True, help=_("The least invasive first; a lawyer late."))] = ""
    channel: Annotated[str, About(_("By which channel"), vocabulary="channel")] = ""


class Acute(Record):
    """Somebody may harm themself: call now. Dropped by the counsellor, with no answers and no reason."""

    at: Annotated[Time, About(_("Since"), required=True)] = None
    by: Annotated[str, About(_("Who says so"), choices="members")] = ""
    owner: Annotated[str, About(_("Who calls"), choices="members")] = ""
    grace: Annotated[Number, About(_("Minutes of silence before the alarm"))] = None
    reached_at: Annotated[Time, About(_("Reached at"))] = None
    ended_at: Annotated[
        Time, About(_("Over since"), help=_("When somebody is with them, or the counsellor says so."))
    ] = None


class Contact(Compartment):
    """How to reach the person without harming them, for the hotline desk and the coordinator. No legal name here."""

    alias: Annotated[str, About(_("What to call them"), required=True, help=_("Never a legal name."), match="name")] = (
        ""
    )
    language: Annotated[str, About(_("Language"), vocabulary="language", required=True)] = ""
    can_talk: Annotated[YesNo, About(_("Can talk now"), help=_("Ask this first; if not, agree a safer time."))] = None
    danger_now: Annotated[YesNo, About(_("In danger now"), required=True)] = None
    danger: Annotated[str, About(_("What the danger is"), long=True)] = ""
    region: Annotated[str, About(_("Where, roughly"), required=True, help=_("A region or city, never an address."))] = (
        ""
    )
    country: Annotated[str, About(_("Country"), vocabulary="country")] = ""
    alone: Annotated[YesNo, About(_("Alone"))] = None
    minors: Annotated[YesNo, About(_("Under 18s with them"))] = None
    can_leave: Annotated[YesNo, About(_("Can leave"))] = None
    has_papers: Annotated[YesNo, About(_("Has papers with them"))] = None
    hurt: Annotated[str, About(_("Hurt or ill"))] = ""
    who_knows: Annotated[str, About(_("Who knows"), long=True, sensitive=True)] = ""
    never_tell: Annotated[str, About(_("Who may never be told"), long=True, sensitive=True)] = ""
    trusted: Annotated[str, About(_("Somebody they trust"), sensitive=True)] = ""
    channels: Annotated[dict[str, Channel], About(_("Ways to reach them"))] = {}
    safe_hours: Annotated[str, About(_("Safe hours"), help=_("When may we call or write?"), required=True)] = ""
    timezone: Annotated[str, About(_("Their time zone"))] = ""
    rule: Annotated[
        str, About(_("Safe-contact rule"), long=True, required=True, help=_("How, when, and what never to do."))
    ] = ""
    may_leave_message: Annotated[YesNo, About(_("May leave a message"))] = None
    code_word: Annotated[
        str, About(_("Code word"), sensitive=True, required=True, help=_("Both sides say it, so that each knows."))
    ] = ""
    duress_word: Annotated[
        str, About(_("Duress word"), sensitive=True, required=True, help=_("Said when somebody listens or forces."))
    ] = ""
    duress_plan: Annotated[
        str, About(_("What the duress word sets off"), long=True, sensitive=True, help=_("No reply may betray it."))
    ] = ""
    triage: Annotated[str, About(_("Triage"), vocabulary="triage_outcome", required=True)] = ""
    received_at: Annotated[Time, About(_("First heard from"))] = None
    last_heard: Annotated[Time, About(_("Last heard from"))] = None
    conversations: Annotated[dict[str, Conversation], About(_("Conversations"))] = {}
    callbacks: Annotated[dict[str, Callback], About(_("Times to call back"))] = {}
    check_in_every: Annotated[Number, About(_("Hours between check-ins"))] = None
    ladder: Annotated[dict[str, Step], About(_("When they are silent"))] = {}
    check_ins: Annotated[dict[str, CheckIn], About(_("Check-ins"))] = {}
    acute: Annotated[dict[str, Acute], About(_("Acute risk"))] = {}
