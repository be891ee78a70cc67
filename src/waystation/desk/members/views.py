"""Who works here: enrolment by a one-time secret, teams, cutting a session, dismissal."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.errors import NotYourRole
from waystation.casework.roles import ROLES
from waystation.circles.directory import AgainLine
from waystation.desk.members.words import shown_words
from waystation.desk.web.ids import id_of
from waystation.store import node
from waystation.store.members import admission, again, invitations, organisation, sessions
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys

OUTSIDE_TEAMS = ("host", "escort", "administrator")


def members(request: Any) -> HttpResponse:
    keys: Keys = request.keys
    directory = keys.directory
    open_now: dict[bytes, Any] = {}
    for holder, _begun, seen in sessions.open_now(node.setting("idle_minutes")):
        open_now.setdefault(holder, seen)
    lines = [
        {
            "id": line.id.hex(),
            "name": line.name,
            "organisation": line.organisation,
            "roles": _role_labels(keys, line.id),
            "governs": directory.is_governor(line.id, keys.minute),
            "here": open_now.get(directory.pseudonym(line.id), 0) // 60_000_000,
            "devices": len(line.cards),
            "me": line.id == keys.member,
        }
        for line in directory.current_members()
    ]
    context = {
        "lines": lines,
        "teams": [_team(keys, team) for team in directory.teams],
        "governor": directory.is_governor(keys.member, keys.minute),
        "waiting": [w for w in invitations.waiting(keys) if not w.offer.voucher],
        "again": [_again(keys, line) for line in again.pending(keys)],
        "former": _former(keys),
        "problems": [_(p) for p in organisation.live_problems(directory)],
    }
    return render(request, "desk/members.html", context)


def _role_labels(keys: Keys, member: bytes) -> list[str]:
    directory = keys.directory
    roles = {directory.teams[t].role for t in directory.teams if directory.in_team(member, t, keys.minute)}
    roles |= set(directory.members[member].roles)
    return [_(ROLES[r].label) for r in ROLES if r in roles] + ([_("Steward")] if "steward" in roles else [])


def _team(keys: Keys, team: bytes) -> dict[str, Any]:
    directory = keys.directory
    inside = directory.team_members(team)
    back = [new for where, new in again.back_into_teams(keys) if where == team]
    return {
        "id": team.hex(),
        "name": _(directory.teams[team].name),
        "members": [(m.hex(), directory.name_of(m)) for m in inside],
        "others": [(m.id.hex(), m.name) for m in directory.current_members() if m.id not in inside],
        "may_admit": keys.member in organisation.stewards_of(keys, team) and bool(keys.teams.get(team)),
        "stale": directory.team_card(team) is None,
        "back": [(new.hex(), directory.name_of(new)) for new in back],
    }


def _again(keys: Keys, line: AgainLine) -> dict[str, Any]:
    """Somebody who waits for a second steward's word."""
    directory = keys.directory
    return {
        "name": directory.name_of(line.old),
        "first": directory.name_of(line.by[0]),
        "new": line.new.hex(),
        "mine": keys.member in line.by,
    }


def _former(keys: Keys) -> list[tuple[str, str]]:
    """Those who were dismissed and not enrolled again, for whoever enrols."""
    directory = keys.directory
    gone = [
        line
        for line in directory.members.values()
        if line.name and not directory.is_member(line.id, keys.minute) and directory.follows(line.id) is None
    ]
    return [(line.id.hex(), line.name) for line in sorted(gone, key=lambda line: line.name.casefold())]


def invite(request: Any) -> HttpResponse:
    """Makes an invitation and shows its ten words once."""
    keys: Keys = request.keys
    require_governor(keys)
    roles = [(r.key, r.label) for r in ROLES.values() if r.key in OUTSIDE_TEAMS]
    if request.method != "POST":
        return render(request, "desk/invite.html", {"roles": roles})
    called = " ".join(request.POST.get("name", "").split())[:80]
    if not called:
        context = {"roles": roles, "error": _("Write how colleagues call them.")}
        return render(request, "desk/invite.html", context, status=400)
    chosen = tuple(r for r in request.POST.getlist("roles") if r in OUTSIDE_TEAMS)
    governor = "administrator" in chosen
    offer = invitations.Offer(keys.directory.salt, called, chosen, request.POST.get("organisation", "")[:80], governor)
    words = invitations.invite(keys, offer)
    accesslog.log(keys.pseudonym, "invite")
    return shown_words(request, words, called, "members")


def admit(request: Any) -> HttpResponse:
    """Admits the card that answered an invitation, or withdraws it."""
    keys: Keys = request.keys
    require_governor(keys)
    if request.method == "POST":
        if "withdraw" in request.POST:
            invitations.withdraw(keys, id_of(request.POST["withdraw"]))
        else:
            admission.admit(keys, id_of(request.POST.get("invitation", "")))
    return redirect("members")


def team(request: Any) -> HttpResponse:
    """Lets a member into a team, or takes one out; only the team's own stewards can."""
    keys: Keys = request.keys
    if request.method == "POST":
        team_id, member = id_of(request.POST.get("team", "")), id_of(request.POST.get("member", ""))
        if team_id not in keys.directory.teams or member not in keys.directory.members:
            raise Http404
        if "leave" in request.POST:
            organisation.leave_team(keys, team_id, member)
        else:
            organisation.join_team(keys, team_id, member, steward="steward" in request.POST)
    return redirect("members")


def cut(request: Any) -> HttpResponse:
    """Cuts a colleague's sessions at once. Any member can: a phone may have been taken."""
    member = id_of(request.POST.get("member", ""))
    if request.method != "POST" or member not in request.keys.directory.members:
        raise Http404
    organisation.cut(request.keys, member)
    return redirect("members")


def dismiss(request: Any, member: str) -> HttpResponse:
    """Asks once, then ends a member everywhere and lists what they opened in the last 90 days."""
    keys: Keys = request.keys
    require_governor(keys)
    member_id = id_of(member)
    if member_id not in keys.directory.members:
        raise Http404
    called = keys.directory.name_of(member_id)
    if request.method == "POST":
        done = organisation.dismiss(keys, member_id, " ".join(request.POST.get("note", "").split())[:200])
        lines = [(at // 60_000_000, act, count) for at, act, count in done.opened[:200]]
        return render(request, "desk/dismissed.html", {"name": called, "done": done, "lines": lines})
    return render(request, "desk/dismiss.html", {"name": called, "self": member_id == keys.member})


def require_governor(keys: Keys) -> None:
    """Raises NotYourRole."""
    if not keys.directory.is_governor(keys.member, keys.minute):
        raise NotYourRole(_("Members are enrolled and dismissed by stewards and administrators."))
