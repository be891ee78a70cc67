"""Scenarios 8 and 9 in Chromium: which paper fails first, and a pathway that freezes overnight."""

from browser_forms import fill_form, move_on
from test_pages import LOOKS, violations

from days import day

SCENE = "approved"


def a_case_with_papers(visit, alias):
    """Mara opens a case, and Ilya brings it to the plan, with which Tomas has the keys and begins its papers."""
    mara, ilya = visit("mara"), visit("ilya")
    mara.goto("/cases/new")
    fill_form(mara, alias=alias, danger_now="no", region="Invented")
    mara.click("text=Open the case")
    mara.wait_for_url(lambda url: not url.endswith("/new"))
    case = "/cases/" + mara.url.rsplit("/", 1)[1]
    for stage in ("S1", "S2", "S3"):
        move_on(ilya, case, stage, "They leave tonight, it cannot wait.")
    return f"{case}/papers"


def add(page, papers, collection, **values):
    page.goto(papers.replace("/papers", f"/edit/papers/{collection}/new"))
    fill_form(page, **values)
    page.click("main form[data-draft] button:has-text('Save')")
    page.wait_for_url(lambda url: "/edit/" not in url)


def want(page, papers, **values):
    page.goto(papers)
    for name, value in values.items():
        page.select_option(f"#{name}", value)
    page.click("text=Add to the order")


def test_scenario_8_which_paper_fails_first_and_an_order_that_works_without_javascript(without_script):
    """Passport 7 months, visa 30 days, ICRC document not yet asked for, exit check 9 days old, transit visa needed."""
    papers = a_case_with_papers(without_script, "Heron")
    tomas = without_script("tomas")
    passport = {"person": "a", "kind": "foreign_passport", "country": "RU", "issued": day(-300), "expires": day(210)}
    add(tomas, papers, "documents", **passport)
    visa = {"person": "a", "kind": "national_d_visa", "country": "DE", "issued": day(-60), "expires": day(30)}
    add(tomas, papers, "documents", **visa)
    check = {"person": "a", "at": f"{day(-9)}T10:00", "source": "lawyer", "answer": "go", "valid_until": day(5)}
    add(tomas, papers, "exit_checks", **check)
    tomas.goto(papers)
    assert tomas.locator(".fails .day").count() == 1
    assert f"the exit check of {day(-9)} goes stale" in tomas.inner_text(".fails")
    assert "alert at 7 days" in tomas.inner_text(".fails")
    tomas.fill("#latest_departure", day(28))
    tomas.click("text=Save the departure")
    for values in ({"kind": "icrc_etd"}, {"kind": "transit_visa", "country": "TR"}, {"kind": "exit_check"}):
        want(tomas, papers, **values)
    steps = tomas.locator("#order tbody th").all_inner_texts()
    assert [s.split(". ")[1] for s in steps][-1] == "Exit check"
    assert "Departure can be on" in tomas.inner_text("#order")
    for left, alert in ((29, 30), (13, 14), (6, 7), (1, 2)):
        tomas.goto(papers)
        tomas.locator("#documents li", has_text="National D visa").locator("a:has-text('Edit')").click()
        fill_form(tomas, expires=day(left))
        tomas.click("main form[data-draft] button:has-text('Save')")
        tomas.goto("/today")
        assert f"alert at {alert} days" in tomas.inner_text("main"), alert
    tomas.goto(papers)
    tomas.fill("#latest_departure", day(3))
    tomas.click("text=Save the departure")
    assert "There is no order that works" in tomas.inner_text("#order")
    assert tomas.locator("#order .note li").count() >= 2


def test_the_timeline_zooms_and_says_the_same_in_words(with_script):
    tomas = with_script()("tomas")
    errors = []
    tomas.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    tomas.goto("/timeline")
    lines = tomas.locator("table.timeline tbody tr").count()
    assert lines >= 1
    near = tomas.locator("table.timeline svg.dates").last.get_attribute("viewBox")
    tomas.click("text=12 months")
    tomas.wait_for_url("**/timeline?months=12")
    assert tomas.locator("table.timeline svg.dates").last.get_attribute("viewBox") != near
    assert tomas.locator("nav.zoom [aria-current]").inner_text() == "12 months"
    assert tomas.locator("table.timeline tbody tr").count() >= lines
    assert errors == []


def test_scenario_9_a_pathway_freezes_overnight_and_twelve_are_told_what_is_next(installation, without_script):
    numbers = installation.scene["numbers"]
    tomas, mara = without_script("tomas"), without_script("mara")
    tomas.goto("/pathways")
    tomas.click("button:has-text('Take in the starter list')")
    tomas.click("text=Germany: § 22 sentence 2")
    rows = tomas.locator("section:has(#who) tbody tr")
    assert rows.count() == 11 and "12 people applied" in tomas.inner_text("main")
    fill_form(tomas, reason="Halted by the ministry overnight")
    tomas.click("button:has-text('Change the status')")
    assert "Suspended" in tomas.inner_text("main .chip.late >> nth=0")
    shown = rows.all_inner_texts()
    assert len(shown) == 11 and all("task made" in text for text in shown)
    assert all("yes" in text or "ask" in text for text in shown)
    inside, outside = (rows.filter(has_text=f"Amber Fox {n}").first.inner_text() for n in (3, 2))
    assert "Canada: urgent protection" in outside and "Canada: urgent protection" not in inside
    tomas.goto("/today")
    today = tomas.inner_text("main")
    assert all(f"Amber Fox {n} · Task" in today for n in range(11))
    tomas.goto(f"/cases/{numbers[0]}")
    assert "Tell them on a safe channel" in tomas.inner_text("main")
    tomas.goto(f"/cases/{numbers[0]}/papers")
    assert "Accepted" in tomas.content() or "accepted" in tomas.content()  # the application stands as it was
    mara.goto(f"/cases/{numbers[0]}")  # whom Tomas asks: she opens the channels, and which of them is safe
    assert "heron.0" in mara.content() and "Tell them on a safe channel" not in mara.content()
    assert all(f"Amber Fox {n}" in _everybody(mara) for n in range(11))  # nobody was closed
    tomas.goto(f"/cases/{numbers[0]}")
    task = tomas.locator("li", has_text="Tell them on a safe channel")
    task.locator("button", has_text="Done").first.click()
    tomas.goto("/pathways")
    tomas.click("text=Germany: § 22 sentence 2")
    assert [("told" in text) for text in rows.all_inner_texts()].count(True) >= 1
    tomas.click("button:has-text('Undo')")
    assert "taken back" in tomas.inner_text("main")
    tomas.goto(f"/cases/{numbers[1]}")
    assert "Tell them on a safe channel" not in tomas.inner_text("main")


def _everybody(page):
    page.goto("/cases")
    return page.inner_text("main")


def test_axe_finds_nothing_on_papers_pathways_and_the_timeline(with_script):
    visit = with_script(bypass_csp=True)
    papers, tomas = a_case_with_papers(visit, "Cedar"), visit("tomas")
    add(tomas, papers, "documents", person="a", kind="foreign_passport", country="RU", expires=day(210))
    want(tomas, papers, kind="transit_visa", country="TR")
    for scheme, (width, height) in LOOKS:
        tomas.emulate_media(color_scheme=scheme)
        tomas.set_viewport_size({"width": width, "height": height})
        for path in (papers, papers.replace("/papers", "/timeline"), "/timeline?months=12", "/pathways"):
            tomas.goto(path)
            tomas.locator("main details").evaluate_all("all => all.forEach(d => d.open = true)")
            assert violations(tomas) == [], (path, scheme, width)
            assert tomas.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1, (path, width)
