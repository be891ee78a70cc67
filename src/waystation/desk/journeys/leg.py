"""The escort's page, made for a telephone: the own leg, one large button for each thing that can happen.

It carries no name of the programme, no menu and no number of anything. Each button holds an opaque word, sealed under
the escort's own secret. Without script the buttons are plain forms; with it a press made without network waits on the
telephone, sealed to a key whose other half comes from that secret too, and is sent when there is a network
(``static/desk/presses.js``). What a telephone may keep of the page itself: ``away``.
"""

import binascii
import datetime
import json
import os
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.byhand import going
from waystation.casework.errors import BadValue, CaseworkError
from waystation.casework.folds import State
from waystation.casework.parts.legsheet import ESCORT, NEEDS_GO, RECEPTION, choices, presses, warnings
from waystation.circles import letters
from waystation.circles.errors import CannotOpen, Malformed, WrongKey
from waystation.desk.journeys import places
from waystation.desk.web import zones
from waystation.desk.web.words import sentence
from waystation.store import node
from waystation.store.lists import index
from waystation.store.lists.rows import Line
from waystation.store.sealed import accesslog, readings
from waystation.store.sealed.keys import Keys
from waystation.store.travel import presses as store

PLACE = b"leg press"
BUDGET = 2.0
LONGEST = max(map(len, ESCORT + RECEPTION))  # characters of a press's name
ENDS = ("arrived", "turned_back", "confirmed", "nobody_came")  # held is not over: it stands first


def leg(request: Any) -> HttpResponse:
    """The leg that comes next, and the others that this member has; a POST is one press."""
    if request.method == "POST":
        return _press(request)
    return _page(request)


def _press(request: Any) -> HttpResponse:
    """204 for what was pressed with script, the page otherwise. 422 says why it cannot be; at anything else the
    telephone keeps the press and tries again."""
    quiet = "X-Press" in request.headers
    try:
        if "code" in request.POST:
            _confirm(request)
        else:
            record = request.POST.get("id", "")
            word, minute = _kept(request, record)
            number, what = _opened(request.keys, word)
            at = _at(request.keys, minute)
            store.press(request.keys, number, what, at, record if _good(record) else os.urandom(6).hex())
    except CannotOpen:
        return _refused(request, _("This leg is no longer open to you. Call."), quiet)
    except CaseworkError as error:
        return _refused(request, sentence(error), quiet)
    return HttpResponse(status=204) if quiet else redirect("leg")


def _refused(request: Any, why: str, quiet: bool) -> HttpResponse:
    if quiet:
        return HttpResponse(why, status=422, content_type="text/plain; charset=utf-8")
    return _page(request, why, 409)


def _kept(request: Any, record: str) -> tuple[str, str]:
    """The button's word and the minute, as they come in a form, or as a telephone kept them sealed. Raises BadValue."""
    if "sealed" not in request.POST:
        return request.POST.get("press", ""), request.POST.get("at", "")
    try:
        once, sealed = bytes.fromhex(record), b64decode(request.POST["sealed"], validate=True)
        plain = letters.open_press(letters.press_secret(request.keys.secret), once, sealed)
        word, minute = msgspec.json.decode(plain, type=tuple[str, int])
    except (WrongKey, Malformed, binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise BadValue(_("This button is from another log-in. Load the page again.")) from error
    return word, str(minute)


def _confirm(request: Any) -> None:
    """Raises BadValue for a code that is not the person's."""
    number, _what = _opened(request.keys, request.POST.get("press", ""))
    words = request.POST.get("code", "")[:200]
    if not store.confirm(request.keys, number, words, os.urandom(6).hex(), _at(request.keys, "")):
        raise BadValue(_("This is not the code that they were given. Ask again; do not help."))


def _good(record: str) -> bool:
    return len(record) == 12 and all(c in "0123456789abcdef" for c in record)


def _at(keys: Keys, said: str) -> str:
    """When it was pressed, by the telephone's clock, no more than two days ago; now where it does not say."""
    now = keys.minute
    minute = int(said) if said.isascii() and said.isdigit() and now - 2880 <= int(said[:12]) <= now else now
    return datetime.datetime.fromtimestamp(minute * 60, datetime.UTC).isoformat(timespec="minutes")


def _sealed(keys: Keys, number: bytes, what: str) -> str:
    """A button's word: which sheet and which press, for nobody but this member. All words have one length."""
    plain = msgspec.msgpack.encode((number, what.ljust(LONGEST)))
    return urlsafe_b64encode(keys.secret.box.seal(plain, PLACE)).decode()


def _opened(keys: Keys, word: str) -> tuple[bytes, str]:
    try:
        content = keys.secret.box.open(urlsafe_b64decode(word), PLACE)
        number, what = msgspec.msgpack.decode(content, type=tuple[bytes, str])
        return number, what.strip()
    except (WrongKey, ValueError, msgspec.DecodeError) as error:
        raise BadValue(_("This button is from another log-in. Load the page again.")) from error


def _page(request: Any, error: str = "", status: int = 200) -> HttpResponse:
    keys = request.keys
    mine = _mine(keys)
    accesslog.log(keys.pseudonym, "open", [line.circle for line, _state in mine])
    shown = [_shown(keys, line, state) for line, state in mine]
    key = letters.press_secret(keys.secret).x25519.public_key().public_bytes_raw()
    context = {
        "legs": shown, "error": error, "idle": node.settings()["idle_minutes"], "key": key.hex(),
        "purpose": letters.PRESS.hex(), "away": _away(shown),
    }  # fmt: skip
    return render(request, "desk/leg.html", context, status=status)


def _away(shown: list[dict[str, Any]]) -> str:
    """The words of the leg that comes next by the numbers of its buttons (JSON), for the page without network; empty
    where there is none. A button that is shut for want of a go has none there either."""
    leg = next((one for one in shown[:1] if not one["over"] and not one["arrival"] and not one["was_held"]), None)
    if leg is None:
        return ""
    counted = [None if shut else word for _what, word, _done, shut in leg["steps"]]
    counted += [word for _what, word, _done in leg["aside"]]
    return json.dumps({n: word for n, word in enumerate(counted, 1) if word} | {0: leg["held"]})


def _mine(keys: Keys) -> list[tuple[Line, State]]:
    """This member's own sheets: who is held first, then what is still to do, each by departure."""
    rows = index.overview(keys, "leg", BUDGET).rows
    lines = {line.circle: line for row in rows for line in row.lines}
    opened = readings.read_many(keys, lines)
    mine = [
        (lines[c], reading.state) for c, reading in opened.items()
        if reading.state.get("owner") == keys.member.hex()
    ]  # fmt: skip
    return sorted(mine, key=lambda item: (_rank(item[1]), item[1].get("departs") or item[1].get("arrives") or ""))


def _rank(state: State) -> int:
    held = any(row.get("state") == "held" for row in presses(state))
    return 0 if held else 2 if _over(state) else 1


def _over(state: State) -> bool:
    return any(row.get("state") in ENDS for row in presses(state))


def _shown(keys: Keys, line: Line, state: State) -> dict[str, Any]:
    row = state.row("", "")
    said = presses(state)
    pressed = {p["state"] for p in said}
    go = bool(going.passed_on(state.goes))
    word = {what: _sealed(keys, line.number, what) for what in choices(state)}
    steps = [w for w in choices(state) if w not in ("held", "turned_back", "confirmed", "nobody_came")]
    return {
        "row": row, "over": _over(state), "go": go, "arrival": bool(state.get("arrival")),
        "stopped": bool(going.halts(state.goes)) and not go,
        "departs": places.local(row, "departs", "from"), "arrives": places.local(row, "arrives", "to"),
        "steps": [(w, word[w], w in pressed, w in NEEDS_GO and not go) for w in steps],
        "aside": [(w, word[w], w in pressed) for w in ("turned_back", "nobody_came") if w in word],
        "warned": [(w.get("place") or "", zones.shown(w.get("at") or "", "%H:%M")) for w in warnings(state)
                   if w.get("what") == "route"],
        "held": word.get("held", ""), "was_held": "held" in pressed,
        "confirm": word.get("confirmed", ""), "confirmed": "confirmed" in pressed,
        "said": [(p["state"], zones.shown(p.get("at") or "", "%H:%M")) for p in said],
    }  # fmt: skip
