"""Who works here: enrolment by a one-time secret, teams, cutting a session, dismissal."""

from typing import Any

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from waystation.casework.errors import NotYourRole
from waystation.casework.roles import ROLES
from waystation.store import accesslog, invitations, node, organisation, sessions
from waystation.store.keys import Keys

OUTSIDE_TEAMS = ("host", "escort", "administrator")


def members(request: Any) -> HttpResponse:
    keys: Keys = request.keys
    directory = keys.directory
    open_now = {}
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
        "waiting": invitations.waiting(keys),
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
    return {
        "id": team.hex(),
        "name": directory.teams[team].name,
        "members": [(m.hex(), directory.name_of(m)) for m in inside],
        "others": [(m.id.hex(), m.name) for m in directory.current_members() if m.id not in inside],
        "may_admit": keys.member in organisation.stewards_of(keys, team) and bool(keys.teams.get(team)),
        "stale": directory.team_card(team) is None,
    }


def invite(request: Any) -> HttpResponse:
    """Makes an invitation and shows its ten words once."""
    keys: Keys = request.keys
    _require_governor(keys)
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
    qr = mark_safe(segno.make(words).svg_inline(scale=4, dark="black", light="white"))  # noqa: S308 - our own SVG
    return render(request, "desk/invited.html", {"words": words, "name": called, "qr": qr})


def admit(request: Any) -> HttpResponse:
    """Admits the card that answered an invitation, or withdraws it."""
    keys: Keys = request.keys
    _require_governor(keys)
    if request.method == "POST":
        if "withdraw" in request.POST:
            invitations.withdraw(keys, _bytes(request.POST["withdraw"]))
        else:
            invitations.admit(keys, _bytes(request.POST.get("invitation", "")))
            accesslog.log(keys.pseudonym, "admit")
    return redirect("members")


def team(request: Any) -> HttpResponse:
    """Lets a member into a team, or takes one out; only the team's own stewards can."""
    keys: Keys = request.keys
    if request.method == "POST":
        team_id, member = _bytes(request.POST.get("team", "")), _bytes(request.POST.get("member", ""))
        if team_id not in keys.directory.teams or member not in keys.directory.members:
            raise Http404
        if "leave" in request.POST:
            organisation.leave_team(keys, team_id, member)
        else:
            organisation.join_team(keys, team_id, member, steward="steward" in request.POST)
    return redirect("members")


def cut(request: Any) -> HttpResponse:
    """Cuts a colleague's sessions at once. Any member can: a phone may have been taken."""
    member = _bytes(request.POST.get("member", ""))
    if request.method != "POST" or member not in request.keys.directory.members:
        raise Http404
    organisation.cut(request.keys, member)
    return redirect("members")


def dismiss(request: Any, member: str) -> HttpResponse:
    """Asks once, then ends a member everywhere and lists what they opened in the last 90 days."""
    keys: Keys = request.keys
    _require_governor(keys)
    member_id = _bytes(member)
    if member_id not in keys.directory.members:
        raise Http404
    called = keys.directory.name_of(member_id)
    if request.method == "POST":
        done = organisation.dismiss(keys, member_id, " ".join(request.POST.get("note", "").split())[:200])
        lines = [(at // 60_000_000, act, count) for at, act, count in done.opened[:200]]
        return render(request, "desk/dismissed.html", {"name": called, "done": done, "lines": lines})
    return render(request, "desk/dismiss.html", {"name": called, "self": member_id == keys.member})


def _require_governor(keys: Keys) -> None:
    if not keys.directory.is_governor(keys.member, keys.minute):
        raise NotYourRole(_("Members are enrolled and dismissed by stewards and administrators."))


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise Http404 from error
