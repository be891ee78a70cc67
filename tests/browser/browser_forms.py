"""Filling forms in a browser as a person does, with or without JavaScript on the page."""

from playwright.sync_api import Page


def fill_form(page: Page, **values) -> None:
    """Boxes are typed into, lists chosen from, yes and no clicked."""
    for name, value in values.items():
        if page.locator(f'main select[name="{name}"]').count():
            page.select_option(f'main select[name="{name}"]', value)
        elif page.locator(f'main input[type=radio][name="{name}"], main input[type=checkbox][name="{name}"]').count():
            for one in value if isinstance(value, list) else [value]:
                page.check(f'main input[name="{name}"][value="{one}"]')
        else:
            page.fill(f'main [name="{name}"]', value)


def move_on(page: Page, case: str, stage: str, reason: str) -> None:
    """Moves a case (``/cases/…``) to a stage; where something is missing, all the same, with a reason."""
    page.goto(case)
    way = page.locator("details", has=page.locator(f'button[name="to"][value="{stage}"]'))
    if not way.evaluate("d => d.open"):
        way.locator("summary").click()
    way.locator("button").click()
    there = page.locator("header .chip", has_text=f"{stage} ").first
    page.locator("#reason").or_(there).first.wait_for(state="attached")
    if page.locator("#reason").count():
        page.locator("details summary", has_text="It cannot wait").click()
        page.fill("#reason", reason)
        page.click("text=Move all the same")
    there.wait_for()


def a_cleared_case(visit) -> str:
    """A case that Mara opens, and two verifiers clear for a while. Its address."""
    mara, noor, lena = (visit(name) for name in ("mara", "noor", "lena"))
    mara.goto("/cases/new")
    fill_form(mara, alias="Сосед", danger_now="no", region="Грозный", code_word="the tap drips", duress_word="blue sky")
    mara.click("text=Open the case")
    case = "/cases/" + mara.url.rsplit("/", 1)[1]
    noor.goto(case)
    noor.goto(f"{case}/verification")
    fill_form(noor, choice="provisional", reasons="Protect them while two sources are asked.")
    noor.click("main button:text-is('Decide')")
    lena.goto(f"{case}/verification")
    lena.click("text=Approve this decision")
    return case
