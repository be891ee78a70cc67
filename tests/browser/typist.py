"""What the members type in the story of the seized disk: words of no language, into every box that takes free words.

The story goes down one case's road as far as its last writer, into a house, and through log-in, enrolment, lists and
searches. What Settings say to everybody is left out, because it is public on purpose: the cover name, the cover line,
and where the door leads away to. What is written at the door itself has its own story, in ``test_visits_at_the_door``.
"""

import datetime

import pyotp
from browser_forms import fill_form, move_on
from canaries import text_boxes, type_boxes
from packaged import a_package, wishes
from typist_land import type_after_arrival
from typist_triage import type_triage

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.fields import TEXT_LIMIT

# What the members do in order: write a part, move the case to a stage, or hand over keys. Each writes as soon as the
# road lets them: Tomas from S3 on, Ada from S5, Sam from S8, Ben from S9.
ROAD = (
    ("mara", "contact"), ("mara", "identity:a"), ("ilya", "needs"), ("ilya", "S1"), ("noor", "consent"),
    ("noor", "story:a"), ("noor", "S2"), ("noor", "verification"), ("noor", "decides"), ("lena", "approves"),
    ("noor", "S3"), ("ilya", "shelter"),
    ("ilya", "money"), ("ilya", "plan"), ("ilya", "S6"), ("tomas", "papers"), ("tomas", "S7"), ("tomas", "S8"),
    ("ada", "health:a"),
    ("ilya", "keys"), ("sam", "journey"), ("sam", "legs"), ("sam", "held"), ("sam", "S9"),
    ("ilya", "keys"), ("ben", "settlement"),
)  # fmt: skip
READERS = ("noor", "ruth")  # of the parts whose writer above drops in and does not read: identity and money


def type_everything(visit, canaries) -> None:
    """The whole story, without JavaScript."""
    a_new_case(visit, canaries)
    for who, what in ROAD:
        page = visit(who)
        if what == "keys":
            page.goto(canaries.case)
            page.click("button:has-text('Hand over keys')")
        elif what in ("decides", "approves"):
            clear(page, what, canaries)
        elif what == "legs":
            a_leg_handed_over(visit, page, canaries)
        elif what.startswith("S"):
            move_on(page, canaries.case, what, canaries.new())
        else:
            fill_part(page, canaries.case, what, canaries)
    an_item_of_evidence(visit, canaries)
    a_new_house(visit, canaries)
    for part in ("capacity", "address"):
        fill_part(visit("ilya"), canaries.house, part, canaries)
    for who, part in (("tomas", "pathways"), ("sam", "borders"), ("ben", "offers"), ("sam", "rates")):
        visit(who).goto("/programme")
        fill_part(visit(who), "/programme/" + visit(who).url.rsplit("/", 1)[1], part, canaries)
    papers_and_pathways(visit, canaries)
    visit("ben").goto("/services")
    canaries.shown += visit("ben").content()
    type_after_arrival(visit, canaries)
    type_triage(visit, canaries)
    read_on(visit, canaries)
    wishes(visit, canaries)
    a_package(visit, canaries)
    a_grant(visit, canaries)
    an_emergency(visit, canaries)
    lists_and_search(visit, canaries)
    forms_with_errors(visit, canaries)
    a_member_comes_and_goes(visit, canaries)
    a_member_is_enrolled_again(visit, canaries)
    a_log_in_changes(visit, canaries)
    a_wrong_log_in(visit, canaries)
    a_session_ends_while_typing(visit, canaries)


def save(page) -> None:
    page.click("main form[data-draft] button:has-text('Save')")


def fill_part(page, place, part, canaries) -> None:
    """All forms of a compartment: its own fields, and a new record of each of its lists."""
    kind = COMPARTMENTS[part.split(":")[0]]
    for collection in sorted({collection for _part, collection, _field in text_boxes(kind)}):
        if (kind.key, collection) == ("story", "evidence"):
            continue  # begins with a file: an_item_of_evidence
        page.goto(f"{place}/edit/{part}" + (f"/{collection}/new" if collection else ""))
        for name, word in type_boxes(page, canaries, "form[data-draft]").items():
            canaries.boxes[kind.key, collection, name] = word
        save(page)
        assert "/edit/" not in page.url, (part, collection, page.inner_text("main")[:500])
    canaries.shown += page.content()


def a_leg_handed_over(visit, sam, canaries) -> None:
    """Sam opens the leg to Yusuf, seals the card for the lawyer, tries a go, and writes on the leg's own sheet."""
    now, place = datetime.datetime.now(datetime.UTC), f"{canaries.case}/journey"
    times = [(now + datetime.timedelta(hours=n)).strftime("%Y-%m-%dT%H:%M") for n in (5, 9)]
    sam.goto(place)
    sam.locator("ol.legs a:has-text('Edit')").first.click()
    fill_form(sam, number="1", transport="air", departs=times[0], arrives=times[1])
    save(sam)
    sam.goto(place)
    sam.locator("ol.legs select[name=escort]").first.select_option(visit.installation.members["yusuf"]["id"])
    sam.click("text=Open this leg to the escort")
    sam.click("summary:has-text('The card for lawyer and duty desk')")
    fill_form(sam, **{"name-a": canaries.new()})
    sam.click("text=Seal the card")
    sam.goto(place)
    sam.click("text=An emergency: go although something is not met")
    fill_form(sam, reason=f"{canaries.new()} {canaries.new()}")
    sam.click("text=Give the go all the same")
    yusuf = visit("yusuf")
    yusuf.goto("/leg")
    canaries.shown += yusuf.content()
    yusuf.click("button:has-text('Met them')")
    sam.goto("/today")
    fill_part(sam, sam.locator("a[href^='/legs/']").first.get_attribute("href").split("#")[0], "leg", canaries)


def an_item_of_evidence(visit, canaries) -> None:
    """Mara receives a file, with words in it too, from somebody who agreed; Noor describes it and opens it."""
    mara, noor, place = visit("mara"), visit("noor"), f"{canaries.case}/evidence/a"
    mara.goto(place)
    content = " ".join(canaries.new() for _ in range(3)).encode()
    mara.set_input_files("#file", {"name": f"{canaries.new()}.bin", "mimeType": "text/plain", "buffer": content})
    fill_form(mara, what=canaries.new(), received_from=canaries.new(), agreed=f"{canaries.new()} {canaries.new()}")
    mara.click("main button:has-text('Keep it, sealed')")
    noor.goto(place)
    noor.locator("main section.card a:has-text('Edit')").first.click()
    for name, word in type_boxes(noor, canaries, "form[data-draft]").items():
        canaries.boxes["story", "evidence", name] = word
    save(noor)
    noor.goto(place)
    canaries.shown += noor.content()
    noor.locator("main section.card button:has-text('Open')").first.click()
    canaries.shown += noor.content()


def papers_and_pathways(visit, canaries) -> None:
    """Tomas signs a hand-over, agrees on words, writes a check, and suspends a pathway of the starter list."""
    tomas = visit("tomas")
    for summary, button in (
        ("Hand over the original", "Sign the hand-over"), ("Agree on the words", "Save"),
        ("A check was made now", "Write the check"),
    ):  # fmt: skip
        tomas.goto(f"{canaries.case}/papers")
        details = tomas.locator("details", has=tomas.locator(f"summary:has-text('{summary}')")).first
        details.locator("summary").click()
        for box in details.locator("input[type=text], textarea").all():
            box.fill(canaries.new())
        for chosen in details.locator("select[required]").all():
            chosen.select_option(index=2)
        details.locator(f"button:has-text('{button}')").click()
        assert not tomas.locator("[role=alert]").count(), tomas.inner_text("main")[:300]
    canaries.shown += tomas.content()
    tomas.goto("/pathways")
    tomas.click("button:has-text('Take in the starter list')")
    tomas.goto("/pathways/cagar")
    tomas.fill("#reason", canaries.new())
    tomas.click("button:has-text('Change the status')")
    canaries.shown += tomas.content()


def a_new_case(visit, canaries) -> None:
    mara = visit("mara")
    mara.goto("/cases/new")
    type_boxes(mara, canaries, "form[data-draft]")
    mara.click("text=Open the case")
    canaries.case = "/cases/" + mara.url.rsplit("/", 1)[1]


def a_new_house(visit, canaries) -> None:
    """The first try has words where a number belongs."""
    ilya = visit("ilya")
    ilya.goto("/houses/new")
    typed = type_boxes(ilya, canaries)
    fill_form(ilya, max_stay_days=canaries.new())
    ilya.click("text=Open the house")
    assert "whole number" in ilya.inner_text("main")
    fill_form(ilya, max_stay_days="14")
    ilya.click("text=Open the house")
    assert typed["code_name"] in ilya.inner_text("h1")
    canaries.house = "/houses/" + ilya.url.rsplit("/", 1)[1]


def clear(page, what, canaries) -> None:
    """Two verifiers let the case be sheltered while it is verified; an appeal is written down."""
    page.goto(f"{canaries.case}/verification")
    if what == "approves":
        page.click("text=Approve this decision")
        return
    fill_form(page, choice="provisional", reasons=f"{canaries.new()} {canaries.new()} {canaries.new()}")
    page.click("main button:text-is('Decide')")
    page.click("text=The person appeals")
    page.fill("#grounds", canaries.new())
    page.click("text=Write it down")
    canaries.shown += page.content()


def read_on(visit, canaries) -> None:
    """Those read who have not yet, and the pages that are made from all parts are opened."""
    for who in READERS:
        visit(who).goto(canaries.case)
        canaries.shown += visit(who).content()
    for who, part in (("mara", "contact"), ("sam", "journey")):  # the only page that has what they said at a check-in
        visit(who).goto(f"{canaries.case}/history/{part}")
        canaries.shown += visit(who).content()
    for place in ("/today", "/road", "/cases", "/houses"):
        canaries.statuses[place] = visit("ilya").goto(place).status


def a_grant(visit, canaries) -> None:
    """Ilya opens the stay to Dina; the first try lacks the consent and the word that it cannot wait."""
    ilya, tomorrow = visit("ilya"), datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    ilya.goto(f"{canaries.case}/access/shelter")
    dina = visit.installation.members["dina"]["id"]
    fill_form(ilya, to=dina, until=tomorrow.strftime("%Y-%m-%dT%H:%M"), note=canaries.new())
    ilya.click("main button:text-is('Grant')")
    assert ilya.locator("main [role=alert]").count()
    fill_form(ilya, consent="1", note=canaries.new())
    ilya.click("main button:text-is('Grant')")
    assert canaries.words[-1] in ilya.inner_text("main")


def an_emergency(visit, canaries) -> None:
    """Ruth asks for the identity, and Noor hands her the key."""
    ruth, noor = visit("ruth"), visit("noor")
    ruth.goto(f"{canaries.case}/glass/identity:a")
    fill_form(ruth, reason=canaries.new(), hours=canaries.new())
    ruth.click("main button:text-is('Ask')")
    assert "1 to 24 hours" in ruth.inner_text("main")
    fill_form(ruth, reason=canaries.new(), hours="2")
    ruth.click("main button:text-is('Ask')")
    noor.goto(canaries.case)
    assert canaries.words[-1] in noor.inner_text("#glass")
    noor.click("text=Grant for these hours")


def lists_and_search(visit, canaries) -> None:
    noor = visit("noor")
    noor.goto("/search")
    noor.fill("#typed", next(word for word in canaries.boxes.values() if word in canaries.shown))
    noor.press("#typed", "Enter")
    noor.goto("/cases")
    noor.fill("[name=typed]", canaries.new())
    noor.click("main form button:has-text('Show')")
    noor.goto("/cases")
    noor.click("text=Saved views")
    noor.fill("main [name=name]", canaries.new())
    noor.click("main form[action$=view] button:has-text('Save')")
    noor.locator("main", has_text=canaries.words[-1]).wait_for(state="attached")
    assert canaries.words[-1] in noor.content()


def forms_with_errors(visit, canaries) -> None:
    """Each comes back with what was typed, and nothing is kept."""
    ilya, ruth = visit("ilya"), visit("ruth")
    ilya.goto(f"{canaries.case}/edit/needs")
    fill_form(ilya, diet=canaries.new() + "x" * TEXT_LIMIT)
    save(ilya)
    assert "too long" in ilya.inner_text("main")
    ilya.goto(f"{canaries.house}/edit/capacity/beds/new")
    fill_form(ilya, name=canaries.new(), sleeps=canaries.new())
    save(ilya)
    assert "whole number" in ilya.inner_text("main")
    for box in ("idle_minutes", "retention-needs"):
        ruth.goto("/settings")
        ruth.fill(f'[name="{box}"]', canaries.new())
        ruth.click(f'main form:has([name="{box}"]) button:has-text("Save")')
        assert ruth.locator("[role=alert]").count(), box


def stranger(visit):
    """A page in a browser that nobody has logged in with."""
    return visit.browser.new_context(base_url=visit.installation.url, **visit.options).new_page()


def a_member_comes_and_goes(visit, canaries) -> None:
    """Ruth invites somebody, who enrols under a log-in name of their own, is admitted, and is dismissed."""
    ruth, newcomer = visit("ruth"), stranger(visit)
    ruth.goto("/members/invite")
    called = type_boxes(ruth, canaries)["name"]
    ruth.click("text=Make ten words")
    words = ruth.inner_text(".words")
    newcomer.goto("/enrol")
    for typed in (canaries.new(), words):
        newcomer.fill("#words", typed)
        newcomer.click("main form button")
    passphrase, totp = newcomer.locator(".words").all_inner_texts()
    canaries.secrets += [words, passphrase, totp.replace(" ", "")]
    name = canaries.new()
    code = pyotp.TOTP(canaries.secrets[-1]).now()
    tries = ((name, canaries.new(), canaries.new()), (name, passphrase, canaries.new()), (name, passphrase, code))
    for name, phrase, code in tries:
        for box, typed in (("#name", name), ("#passphrase", phrase), ("#code", code)):
            newcomer.fill(box, typed)
        newcomer.click("main form button")
    newcomer.locator("h1", has_text="Done").wait_for()
    newcomer.context.close()
    ruth.goto("/members")
    ruth.click("button:text-is('Admit')")
    ruth.locator("tr", has_text=called).locator("a", has_text="Dismiss").click()
    ruth.fill("#note", canaries.new())
    ruth.click("main button:has-text('Dismiss')")
    assert called in ruth.inner_text("h1")


def a_member_is_enrolled_again(visit, canaries) -> None:
    """Ruth says why Otto needs a new way in."""
    ruth = visit("ruth")
    ruth.goto(f"/members/{visit.installation.members['otto']['id']}/again")
    type_boxes(ruth, canaries)
    ruth.click("text=Make ten words")
    canaries.secrets.append(ruth.inner_text(".words"))


def a_log_in_changes(visit, canaries) -> None:
    """Ben does not type what the page shows him: once with a wrong passphrase, once with his own."""
    ben, own = visit("ben"), visit.installation.members["ben"]["passphrase"]
    for what, passphrase in (("passphrase", canaries.new()), ("codes", own)):
        ben.goto(f"/devices/log-in/{what}")
        ben.fill("#passphrase", passphrase)
        ben.fill("#typed", canaries.new())
        ben.click("text=Change it")
        assert ben.locator("main [role=alert]").count(), what


def a_wrong_log_in(visit, canaries) -> None:
    page = stranger(visit)
    page.goto("/enter")
    for box in ("#name", "#passphrase", "#code"):
        page.fill(box, canaries.new())
    page.click("main form button")
    assert "are wrong" in page.inner_text("main")
    page.context.close()


def a_session_ends_while_typing(visit, canaries) -> None:
    """Ada's form travels through the log-in page; her browser holds it, the server does not."""
    ada = visit("ada")
    ada.goto(f"{canaries.case}/edit/health:a")
    typed = type_boxes(ada, canaries, "form[data-draft]")
    ada.context.clear_cookies(name="key")
    save(ada)
    assert typed["safety_plan"] in ada.content()
    assert "What you typed is kept" in ada.inner_text("main")


def drafts(visit, canaries) -> None:
    """With JavaScript: what is being typed is kept before anybody saves it."""
    for who, place in (("ilya", f"{canaries.case}/edit/needs"), ("mara", "/cases/new"), ("mara", "/inbox/new")):
        page = visit(who)
        page.goto(place)
        type_boxes(page, canaries, "form[data-draft]")
        page.locator("#draft-state", has_text="sealed").wait_for()
