"""Members with open sessions, each in a client of their own; and a real server with a real browser."""

import pytest
from django.test import Client

from waystation.desk.web.middleware import COOKIE, set_cookie
from waystation.store.members import logins, sessions


class Pages:
    """One member's browser without JavaScript: Django's test client with a session that was really opened."""

    def __init__(self, alliance, name):
        alliance.enrol(name)
        login = logins.Login.objects.get(handle=logins.handle(name))
        from django.http import HttpResponse

        response = HttpResponse()
        self.raw = sessions.start(login, alliance.secrets[name], 0, 0)
        set_cookie(response, self.raw)
        self.client = Client()
        self.client.cookies[COOKIE] = response.cookies[COOKIE].value

    def get(self, path, status=200, **headers):
        response = self.client.get(path, **headers)
        assert response.status_code == status, response.content.decode()[-1500:]
        return response.content.decode()

    def post(self, path, data=None, status=302, **headers):
        self.last = response = self.client.post(path, data or {}, **headers)
        assert response.status_code == status, response.content.decode("utf-8", "replace")[-1500:]
        return response.content.decode("utf-8", "replace")  # a file is no text: look at ``last``

    def shown(self, path):
        """What a browser would send of the form on a page as it stands."""
        return shown_values(self.get(path))

    def edit(self, path, status=302, **values):
        """Opens a form and sends it with some fields changed, the rest as shown."""
        import re

        page = self.get(path)
        form = {"shown": re.search(r'name="shown" value="([^"]*)"', page)[1]}
        form |= shown_values(page)
        return self.post(path, form | values, status=status)


def shown_values(page):
    """What a browser would send of a form as it stands."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self):
            super().__init__()
            self.values, self.select, self.area = {}, None, None

        def handle_starttag(self, tag, attrs):
            a = dict(attrs)
            if tag == "input" and a.get("name") not in (None, "csrfmiddlewaretoken", "shown", "back"):
                if a.get("type") in ("checkbox", "radio"):
                    if "checked" in a:
                        self.values.setdefault(a["name"], []).append(a.get("value", "on"))
                else:
                    self.values[a["name"]] = [a.get("value", "")]
            elif tag == "select":
                self.select = a.get("name")
            elif tag == "option" and "selected" in a and self.select:
                self.values[self.select] = [a.get("value", "")]
            elif tag == "textarea":
                self.area = a.get("name")
                self.values[self.area] = [""]

        def handle_endtag(self, tag):
            self.select = None if tag == "select" else self.select
            self.area = None if tag == "textarea" else self.area

        def handle_data(self, data):
            if self.area:
                self.values[self.area] = [self.values[self.area][0] + data.lstrip("\n")]

    reader = Reader()
    reader.feed(page[page.index("<form", page.index("<main")) :])
    return reader.values


@pytest.fixture
def pages(alliance):
    """``pages("mara")``: Mara's browser."""
    opened = {}

    def of(name):
        if name not in opened:
            opened[name] = Pages(alliance, name)
        return opened[name]

    return of
