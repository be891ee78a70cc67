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
