"""Whatever is sent or stored: no page fails, each refusal is a sentence, nothing typed is logged or lost."""

import io
import logging
import os
import re
from html import escape
from urllib.parse import quote, quote_from_bytes

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cast import Alliance
from waystation.casework.fields import fields
from waystation.casework.parts.needs import Needs
from waystation.desk.cases.new import FIRST
from waystation.store.files import casefiles
from waystation.store.models import Envelope, Kept, Login, LogLine, Session, Snapshot
from waystation.store.sealed import accesslog

MARK = "Kingfisher-77"  # stands in everything that is typed here, and must stand in no log
FORM = "application/x-www-form-urlencoded"
some = settings(max_examples=4, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])

ODD = (
    "", " ", "\t\n", "\r\nSet-Cookie: a=b", "x" * 300, "x" * 20_001, "9" * 400, "-1", "1e999", "NaN", "٣", "²",
    "2026-13-45", "0001-01-01T00:00+23:59", "9999-12-31T23:59-23:59", "2026-W01-1T24:00", "\u202eمرحبا\u202c",
    "👩‍👩‍👧‍👦🏴‍☠️", "e\u0301\u0323" * 60, "\ufffe\uffff", "\ud800", "a\udfffb", "ﷺ" * 190, "<script>alert(1)</script>",
    "'\"&amp;{{ 7|add:7 }}{% now %}", "%s %(x)s %d %", "../../etc/passwd", "//evil.example", "/\\evil.example", "new",
    "0" * 32, "ff" * 16, "zz", "a" * 31, "S1", "S99", "yes", "on", "needs", "notes", "tasks", "_removed",
)  # fmt: skip
odd = st.one_of(st.sampled_from(ODD), st.text(max_size=40), st.binary(max_size=40))
with_mark = odd.map(lambda v: v + MARK.encode() if isinstance(v, bytes) else v + MARK)
values = st.lists(st.one_of(odd, with_mark), min_size=1, max_size=2)


def forms(*names):
    """Any of these fields with odd values, some of them twice, and now and then a field that nobody asked for."""
    strange = st.one_of(st.sampled_from(("__proto__", "csrfmiddlewaretoken", "", "\0")), st.text(max_size=8))
    return st.tuples(
        st.fixed_dictionaries({}, optional=dict.fromkeys(names, values)),
        st.dictionaries(strange, values, max_size=1),
    ).map(lambda two: two[0] | two[1])


def encoded(form):
    """The body of a form, with bytes and lone surrogates that no honest browser would send."""

    def quoted(value):
        return quote_from_bytes(value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass"))

    return "&".join(f"{quoted(k)}={quoted(v)}" for k, vs in form.items() for v in vs)


@pytest.fixture(scope="module")
def founded(django_db_setup, django_db_blocker):
    """One alliance for this file; each test's changes are rolled back."""
    with django_db_blocker.unblock(), override_settings(ARGON2_MEMORY=1024):
        alliance = Alliance.founded()
        for name in ("ilya", "mara", "pat", "noor"):
            alliance.enrol(name)
        yield alliance
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def alliance(founded, db):
    return founded


@pytest.fixture(autouse=True)
def logged():
    """What the log handlers write, with their filters; at the end nothing of what was typed stands in it."""
    written = io.StringIO()
    handlers = {h for name in ("", "django") for h in logging.getLogger(name).handlers}
    handlers = [h for h in handlers if type(h) is logging.StreamHandler]
    assert handlers
    streams = [h.setStream(written) for h in handlers]
    yield written
    for handler, stream in zip(handlers, streams, strict=True):
        handler.setStream(stream)
    assert MARK not in written.getvalue() and "Traceback" not in written.getvalue()


def calm(response):
    """The page, which is no failure; a refusal has a sentence, a redirect stays with us."""
    status = response.status_code
    assert status < 500, status
    if status in (301, 302):
        assert response["Location"].startswith(("/", "#")) and not response["Location"].startswith("//")
        return ""
    page = response.content.decode()
    if status >= 400 and status != 405:
        main = re.sub(r"<[^>]+>", " ", page[page.index("<main") :])
        assert re.search(r"\w+ \w+.*[.?!]", main, re.S), page[-800:]
    return page


def send(client, path, form):
    return calm(client.post(path, encoded(form), content_type=FORM))


# -- forms -------------------------------------------------------------------------------------------------------------


@some
@given(
    forms("name", "passphrase", "code", "again-path", "again-field-alias", "again-"),
    forms("words", "pending", "name", "passphrase", "code"),
    forms("language", "back"),
)
def test_whoever_has_no_session_may_send_anything(alliance, enter, enrol, language):
    client = Client()
    send(client, "/enter", enter)
    send(client, "/enrol", enrol)
    send(client, "/language", language)
    send(client, "/cases/new", enter)
    calm(client.get("/enter"))


@some
@given(forms("pending", "name", "passphrase", "code"))
def test_an_open_invitation_meets_odd_answers(alliance, form):
    from waystation.store.members import invitations

    words = invitations.invite(alliance.pat, invitations.Offer(alliance.pat.directory.salt, "New", ("host",)))
    send(Client(), "/enrol", {"words": [words]} | {k: v for k, v in form.items() if k != "words"})


@some
@given(forms("typed", "sort", "stage", "level", "closed", "page"), forms("name", "forget", "sort", "stage", "level"))
def test_lists_and_search_take_anything(alliance, pages, filters, view):
    client = pages("ilya").client
    for path in ("/cases", "/search", "/today", "/road"):
        send(client, path, filters)
    send(client, "/cases/view", view)
    calm(client.get("/cases?" + encoded(filters)))
    calm(client.get("/log?" + encoded({"from": filters.get("page", [""]), "check": ["1"]})))


@some
@given(forms(*FIRST, "draft", "forget"))
def test_a_new_case_takes_anything(alliance, pages, form):
    client = pages("mara").client
    send(client, "/cases/new", form)
    calm(client.get("/cases/new"))
    calm(client.get("/cases"))


@pytest.fixture
def number(alliance):
    return alliance.case(needs={"allergies": "cats"})


@some
@given(
    forms("shown", "draft", "forget", *fields(Needs)),
    forms("shown", "draft", "what", "owner", "due", "done", "done_at"),
    st.sampled_from(("new", "0", "a", "z" * 32)),
)
def test_editing_takes_anything(alliance, pages, number, own, task, record):
    client, at = pages("ilya").client, f"/cases/{number.hex()}"
    send(client, f"{at}/edit/needs", own)
    send(client, f"{at}/edit/needs/tasks/{record}", task)
    for path in ("", "/edit/needs", "/history/needs", f"/edit/needs/tasks/{record}"):
        calm(client.get(at + path))
    calm(client.get("/today"))


ACTS = ("done", "remove", "choose")
hexadecimal = st.binary(max_size=20).map(lambda raw: [raw.hex()])


@some
@given(
    forms("to", "reason", "back"),
    st.sampled_from(ACTS),
    forms("collection", "record", "field", "back", *ACTS),
    forms("to", "until", "consent", "note", "withhold"),
    values,
    hexadecimal,
)
def test_acts_stages_and_access_take_anything(alliance, pages, number, stage, word, act, access, odd_value, named):
    client, at = pages("ilya").client, f"/cases/{number.hex()}"
    send(client, f"{at}/stage", stage)
    send(client, f"{at}/keys", stage)
    send(client, f"{at}/act/needs", {word: odd_value} | act)
    send(client, f"{at}/access/needs", access)
    send(client, f"{at}/access/needs", {"to": [alliance.id("dina").hex()], "consent": ["1"]} | access)
    send(client, f"{at}/access/needs", {"end": named})
    send(client, f"{at}/act/needs", {"undo": named})
    calm(client.get(f"{at}/history/needs"))
    calm(client.get(at))


@some
@given(
    forms("cover_name", "cover_line", "languages", "idle_minutes", "accent", "retention-needs"),
    forms("name", "roles", "organisation"),
    forms("team", "member", "leave", "steward", "withdraw", "invitation"),
    values,
)
def test_members_and_settings_take_anything(alliance, pages, cover, invited, team, odd_value):
    client = pages("pat").client
    send(client, "/settings", {"cover_name": ["Birds"], "languages": ["en"], "idle_minutes": ["15"]} | cover)
    send(client, "/members/invite", invited)
    send(client, "/members/team", team)
    send(client, "/members/team", {"team": [t.hex() for t in alliance.pat.directory.teams], **team})
    send(client, "/members/cut", team)
    send(client, "/members/admit", team)
    send(client, "/members/admit", {"invitation": odd_value})
    send(client, "/members/admit", {"withdraw": odd_value})
    calm(client.get("/members"))
    calm(client.get("/settings"))


# -- what was typed ----------------------------------------------------------------------------------------------------

typed_text = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)


@some
@given(st.dictionaries(st.sampled_from(("danger", "region", "rule", "code_word")), typed_text, min_size=1))
def test_a_new_case_that_is_refused_shows_again_what_was_typed(alliance, pages, form):
    page = pages("mara").post("/cases/new", form | {"alias": MARK * 30}, status=400)
    assert all(escape(text) in page for text in (*form.values(), MARK * 30))


@some
@given(st.dictionaries(st.sampled_from(("allergies", "diet")), typed_text, min_size=1), typed_text)
def test_an_edit_that_is_refused_shows_again_what_was_typed(alliance, pages, number, form, task):
    ilya, at = pages("ilya"), f"/cases/{number.hex()}/edit/needs"
    page = ilya.post(at, form | {"priority": MARK}, status=400)
    assert all(escape(text) in page for text in form.values())
    page = ilya.post(f"{at}/tasks/new", {"what": task, "due": "soon"}, status=400)
    assert escape(task) in page and 'value="soon"' in page


# -- requests ----------------------------------------------------------------------------------------------------------


@some
@given(
    st.lists(
        st.one_of(st.text(max_size=12), st.sampled_from(("cases", "edit", "needs", "..", "new", "%00"))), max_size=5
    ),
    st.sampled_from(("0" * 32, "f" * 32, "f" * 31, "F" * 32, "G" * 32)),
)
def test_odd_addresses_have_honest_answers(alliance, pages, parts, wrong):
    client = pages("ilya").client
    calm(client.get("/" + "/".join(quote(p) for p in parts)))
    for path in ("", "/edit/needs", "/edit/nothing", "/history/needs", "/access/needs", "/edit/needs/tasks/new"):
        for kind in ("cases", "houses"):
            calm(client.get(f"/{kind}/{wrong}{path}"))
    calm(client.post(f"/cases/{wrong}/stage"))
    calm(client.post(f"/members/{wrong}/dismiss"))


PATHS = ("/enter", "/cases/new", "/cases", "/search", "/settings")
TYPES = (
    "application/json", "text/plain", "", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 500, "multipart/form-data; boundary=b\xe4", "multipart/mixed; boundary=b",
    "multipart/form-data; boundary=b; charset=utf-7", FORM + "; charset=utf-16", FORM + "; charset=utf-7",
    FORM + "; charset=base64", FORM + "; charset=nothing", FORM + "; charset=undefined", ";;;", "\xff/\xff",
)  # fmt: skip
PART = f'--b\r\nContent-Disposition: form-data; name="alias"\r\n\r\n{MARK} +2AA-\xe4\r\n--b--\r\n'.encode("latin-1")


@pytest.mark.parametrize("kind", TYPES)
def test_a_body_of_a_wrong_type_or_cut_short_is_refused_or_read_as_empty(alliance, pages, kind):
    client = pages("mara").client
    for body in (PART, PART[:-20], PART[:60], b"", b"{", b"alias=" + MARK.encode() + b"%", os.urandom(100)):
        for path in PATHS:
            calm(client.generic("POST", path, body, content_type=kind))


@pytest.mark.parametrize(
    "head",
    [
        'name="alias"; filename="x.jpg"', "name=alias", 'name="a\0b"', "", 'name="alias"\r\nContent-Type: text/plain',
        'name="alias"\r\nContent-Transfer-Encoding: base64', 'name="alias"; filename*=utf-8\'\'%FF%00',
    ],
)  # fmt: skip
def test_odd_parts_of_a_multipart_body_are_refused_or_read(alliance, pages, head):
    body = f"--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{MARK}\r\n--b--\r\n".encode()
    for path in PATHS:
        calm(pages("mara").client.post(path, body, content_type="multipart/form-data; boundary=b"))


def test_a_body_of_five_megabytes_is_refused_with_a_sentence(alliance, pages):
    text = (MARK * 400_000)[: 5 << 20]
    for path in PATHS:
        page = pages("mara").post(path, {"alias": text}, status=413)
        assert "too much at once" in page
        calm(pages("mara").client.post(path, "alias=" + text, content_type=FORM))
        calm(pages("mara").client.post(path, "&".join(f"a{n}=" for n in range(2500)), content_type=FORM))


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace", "head"])
def test_other_methods_change_nothing_and_fail_nowhere(alliance, pages, method):
    for path in (*PATHS, "/", "/today", "/members", "/leave", "/language", "/nothing"):
        calm_enough = getattr(pages("ilya").client, method)(path)
        assert calm_enough.status_code < 500


@pytest.mark.parametrize("value", ["", "x", "\xff" * 40, "A" * 43 + "=", "é" * 43, "=" * 44, "A" * 5000])
def test_cookies_and_headers_that_nobody_gave_out_open_nothing(alliance, value):
    client = Client()
    client.cookies["key"] = client.cookies["lang"] = client.cookies["form"] = value
    headers = {"HTTP_ACCEPT_LANGUAGE": value, "HTTP_REFERER": value, "HTTP_X_PART": value, "HTTP_RANGE": value}
    assert "<main" in calm(client.get("/today", **headers))
    assert client.get("/today", **headers).status_code == 401


def test_a_host_that_is_not_ours_is_refused_and_not_logged(alliance, logged):
    answer = Client(enforce_csrf_checks=True).post("/enter", HTTP_HOST=f"{MARK}.example", secure=True)
    assert answer.status_code in (400, 403)


# -- stored bytes ------------------------------------------------------------------------------------------------------

DAMAGE = {
    "cut short": lambda raw: raw[: len(raw) // 2],
    "empty": lambda raw: b"",
    "one bit": lambda raw: raw[:-3] + bytes([raw[-3] ^ 4]) + raw[-2:],
    "noise": lambda raw: os.urandom(len(raw)),
}


@pytest.fixture(params=DAMAGE)
def damage(request):
    return DAMAGE[request.param]


def spoil(rows, damage, column="sealed"):
    """Damages a column of these rows as somebody at the disk would."""
    for row in rows:
        type(row).objects.filter(pk=row.pk).update(**{column: damage(bytes(getattr(row, column)))})


def all_pages(client, number):
    for path in ("/today", "/road", "/cases", "/members", "/search", f"/cases/{number.hex()}/history/needs"):
        assert "<main" in calm(client.get(path))
    return client.get(f"/cases/{number.hex()}").content.decode()


def test_a_damaged_statement_is_named_and_the_others_stand(alliance, pages, number, damage):
    circle = casefiles.open_file(alliance.ilya, number).part("needs").circle
    alliance.write("ilya", number, "needs", diet="no pork")
    spoil(Envelope.objects.filter(circle=circle, epoch=False).order_by("-arrived")[:1], damage)
    Snapshot.objects.filter(circle=circle).delete()
    page = all_pages(pages("ilya").client, number)
    assert "no pork" not in page and "cats" in page
    flaws = casefiles.open_file(alliance.ilya, number).part("needs").reading.flaws
    assert flaws and all(flaw in page for flaw in flaws)
    pages("mara").get(f"/cases/{number.hex()}")


def test_damaged_snapshots_are_made_anew(alliance, pages, number, damage):
    assert "cats" in all_pages(pages("ilya").client, number)
    spoil(Snapshot.objects.all(), damage)
    assert "cats" in all_pages(pages("ilya").client, number)
    assert "cats" in pages("ilya").post("/search", {"typed": "cats"}, status=200)


def test_damaged_shelves_are_taken_for_empty_ones(alliance, pages, number, damage):
    all_pages(pages("ilya").client, number)
    spoil(Kept.objects.all(), damage)
    assert "cats" in all_pages(pages("ilya").client, number)
    assert number.hex() in pages("ilya").get("/cases")


def test_a_damaged_session_is_over_and_a_damaged_login_opens_nothing(alliance, pages, number, damage):
    client = pages("ilya").client
    spoil(Session.objects.all(), damage)
    assert client.get("/today").status_code == 401
    spoil(Login.objects.all(), damage)
    form = {"name": "ilya", "passphrase": alliance.passphrases["ilya"], "code": "000000"}
    assert calm(Client().post("/enter", form))


def test_an_altered_line_of_the_log_is_named_and_the_log_goes_on(alliance, pages, number):
    spoil(LogLine.objects.filter(n=3), lambda line: line[:10] + bytes([line[10] ^ 1]) + line[11:], "line")
    assert calm(pages("ilya").client.get("/log?check=1"))
    good, broken = accesslog.verify()
    assert good == 2 and broken.why == "altered"
    all_pages(pages("ilya").client, number)


def test_envelopes_put_in_each_others_place_open_nowhere(alliance, pages, number):
    other = alliance.case(needs={"allergies": "nuts"})
    circles = [casefiles.open_file(alliance.ilya, n).part("needs").circle for n in (number, other)]
    rows = [Envelope.objects.filter(circle=c, epoch=False).first() for c in circles]
    for row, sealed in zip(rows, [bytes(r.sealed) for r in rows][::-1], strict=True):
        spoil([row], lambda _raw, sealed=sealed: sealed)
    Snapshot.objects.filter(circle__in=circles).delete()
    assert "nuts" not in all_pages(pages("ilya").client, number)
    assert "cats" not in all_pages(pages("ilya").client, other)
