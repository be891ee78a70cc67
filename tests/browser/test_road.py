"""One case's whole road, from the first call to closure, clicked through in Chromium with JavaScript off."""

import datetime

from browser_forms import fill_form

from days import day


def moment(n=0.0):
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=n)).strftime("%Y-%m-%dT%H:%M")


def steps(ids):
    """(who, part, list, values), and (who, stage) for a move: what the members do in order."""
    consent = {"person": "a", "source": "individual", "given_on": day(), "until": day(180), "informed": "yes"}
    yield "mara", "contact", "", {"triage": "intake", "safe_hours": "14:00-14:20", "rule": "Never call first."}
    yield "ilya", "S1"
    yield "noor", "consent", "permissions", {**consent, "purpose": "consent_for_services"}
    yield "ilya", "needs", "", {"eligibility": "eligible"}
    yield "noor", "S2"
    yield "mara", "story:a", "", {"summary": "Задержан и отпущен под выкуп."}
    yield (
        "noor",
        "verification",
        "items",
        {"method": "central", "independent": "yes", "source": "interviews", "finding": "supports"},
    )
    yield "noor", "verification", "items", {"method": "partner_verification", "independent": "yes",
                                            "source": "partner", "finding": "supports"}  # fmt: skip
    yield "noor", "decides"
    yield "lena", "approves"
    yield "noor", "S3"
    yield "ilya", "needs", "", {"risk_level": "high", "risk_factors": ["wanted"],
                                "priority": "urgent", "plan": "Leave, rest, papers.", "plan_agreed": "yes",
                                "plan_by": ids["ilya"]}  # fmt: skip
    yield "ruth", "needs", "", {"plan_approved_by": ids["ruth"]}
    yield "ilya", "S4"
    yield "ilya", "shelter", "stays", {"house": "Birch", "since": day(), "received_at": moment(), "review_on": day(14),
                                       "second_house": "Alder"}  # fmt: skip
    yield "ilya", "S5"
    yield "noor", "consent", "permissions", {**consent, "purpose": "apply", "country": "CA"}
    yield "tomas", "papers", "options", {"rank": "1", "pathway": "ca_gar"}
    yield "tomas", "S6"
    yield "tomas", "papers", "applications", {"person": "a", "pathway": "ca_gar", "country": "CA", "lodged_on": day(),
                                              "decision": "accepted"}  # fmt: skip
    yield "tomas", "S7"
    yield "tomas", "S8"
    yield "ilya", "keys"
    yield "tomas", "papers", "exit_checks", {"person": "a", "at": moment(), "source": "lawyer", "answer": "go",
                                             "valid_until": day(14)}  # fmt: skip
    yield "sam", "journey", "legs", {"number": "1", "transport": "air", "from_place": "SVO", "to_place": "YYZ",
                                     "departs": moment(2), "ticketed": "yes"}  # fmt: skip
    yield "sam", "journey", "ladder", {"after": "30", "what": "Call the lawyer"}
    yield "sam", "journey", "check_ins", {"due": moment(2)}
    yield "sam", "journey", "", {"ready_until": day(30), "papers_in_hand": "yes", "exit_check": "go",
                                 "exit_check_until": day(14), "briefed": "yes", "device_ready": "yes",
                                 "abort_plan": "Ask for the lawyer.", "lawyer": ids["claire"],
                                 "reception_told": "yes"}  # fmt: skip
    yield "sam", "go"
    yield "ilya", "go"
    yield "sam", "S9"
    yield "ilya", "keys"
    yield "sam", "journey", "", {"landed_at": moment(), "met_by": ids["ben"]}
    yield "sam", "arrived"
    yield "sam", "S10"
    yield "ben", "settlement", "", {"country": "CA", "worker": ids["ben"], "housed_on": day(), "identity_on": day(),
                                    "health_cover_on": day(), "bank_on": day(),
                                    "language_booked_on": day()}  # fmt: skip
    yield "ben", "S11"
    yield "ilya", "proposes"
    yield "ruth", "closes"


def journey_act(page, who, what):
    """Sam gives the go as an emergency, Ilya approves it; Sam hears from the person that they arrived."""
    if what == "arrived":
        page.click("text=The person wrote or said that they arrived")
        fill_form(page, how="By voice, with the code word.")
        return page.click("main button:text-is('They confirmed it')")
    if who == "ilya":
        return page.click("text=Approve this go")
    page.click("text=An emergency: go although something is not met")
    fill_form(page, reason="The last flight for a week.")
    return page.click("main button:text-is('Give the go all the same')")


def test_the_whole_road_without_javascript(installation, without_script):
    mara = without_script("mara")
    mara.goto("/cases/new")
    fill_form(mara, alias="Сосед", danger_now="no", region="Грозный", code_word="stairs", duress_word="blue sky")
    mara.click("text=Open the case")
    number = mara.url.rsplit("/", 1)[1]
    ids = {name: member["id"] for name, member in installation.members.items()}
    for who, what, *how in steps(ids):
        page = without_script(who)
        page.goto(f"/cases/{number}")
        if what == "keys":
            page.goto("/today")
            page.click("button:has-text('Hand over keys')")
            continue
        if what in ("proposes", "closes"):
            page.goto(f"/cases/{number}/closing")
            if what == "proposes":
                fill_form(page, reason="relocated_settled")
            page.click("main button:text-is('Propose')" if what == "proposes" else "text=Approve and close")
            continue
        if what in ("decides", "approves"):
            page.goto(f"/cases/{number}/verification")
            if what == "decides":
                fill_form(page, choice="verified", reasons="Two who do not know each other tell the same.")
            page.click("main button:text-is('Decide')" if what == "decides" else "text=Approve this decision")
            continue
        if what in ("go", "arrived"):
            page.goto(f"/cases/{number}/journey")
            journey_act(page, who, what)
            continue
        if not how:
            way = page.locator("details", has=page.locator(f'button[name="to"][value="{what}"]'))
            if not way.evaluate("d => d.open"):
                way.locator("summary").click()
            way.locator("button").click()
            page.locator("header .chip", has_text=f"{what} ").first.wait_for()
            continue
        collection, values = how
        page.goto(f"/cases/{number}/edit/{what}" + (f"/{collection}/new" if collection else ""))
        fill_form(page, **values)
        page.click("main form[data-draft] button:has-text('Save')")
        assert "/edit/" not in page.url, (who, what, page.inner_text("main")[:800])
    ilya = without_script("ilya")
    ilya.goto("/road")
    assert ilya.locator(".road > li").last.locator("a").count() == 1
    otto = without_script("otto")
    otto.goto("/log?check=1")
    assert "The log is whole" in otto.inner_text("main")
