"""The door beside the desk: a visitor without script, cookies or name; members with their own pages."""

import html
import importlib.util
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from waystation.desk.inbox.views import publish
from waystation.door import notices
from waystation.door import settings as door_settings
from waystation.store.models import Setting

spec = importlib.util.spec_from_file_location("desk_conftest", Path(__file__).parent.parent / "desk" / "conftest.py")
desk = importlib.util.module_from_spec(spec)
spec.loader.exec_module(desk)
pages = desk.pages

DOOR = {name: getattr(door_settings, name) for name in ("ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES")}


class Visitor:
    """Somebody at the door, with a browser that runs no script."""

    def __init__(self, code="en"):
        self.code, self.client = code, Client()

    def ask(self, method, path, *args, status=200, **more):
        with override_settings(**DOOR):
            answer = getattr(Client(), method)(f"/{self.code}/{path}", *args, **more)
        assert answer.status_code == status, answer.content.decode()[-1500:]
        assert not answer.cookies
        self.last = answer
        return answer.content.decode() if "text/html" in answer.get("Content-Type", "") else answer

    def get(self, path, **more):
        return self.ask("get", path, **more)

    def post(self, path, data, **more):
        """A form as a browser sends it: in parts where it has files, as one line otherwise."""
        if data.get("file"):
            return self.ask("post", path, data, **more)
        line = urlencode({k: v for k, v in data.items() if k != "file"})
        return self.ask("post", path, line, content_type="application/x-www-form-urlencoded", **more)

    def answer(self, answers, upto=99):
        """Answers the questions one page after another; returns the page after the last."""
        page, form = self.get("write"), {}
        while (at := int(re.search(r'name="at" value="(\d+)"', page)[1])) < min(7, upto):
            form = hidden(page) | {"at": at}
            name = re.search(r'<fieldset>.*?name="(\w+)"', page, re.DOTALL)[1]
            page = self.post("write", form | {name: answers.get(name, "")})
        return page

    def write(self, **answers):
        """A whole first letter; returns its eight words."""
        page = self.answer({"danger_now": "no"} | answers)
        words, page = self.words(page)
        page = self.post("write", hidden(page) | {"typed": words})
        assert "Your letter is here" in page or self.code != "en"
        return words

    def enclose(self, page, *files, status=200, **more):
        """The form of the files' page, as a browser sends it: its last field last. Returns the page after it."""
        attached = [SimpleUploadedFile(name, content, "application/octet-stream") for name, content in files]
        fields = hidden(page) | {"file": attached} | more
        fields["whole"] = fields.pop("whole")
        return self.post("write", fields, status=status)

    def words(self, page):
        """From the files' page to the last: the eight words, and the page that asks for them."""
        page = self.enclose(page) if 'name="whole"' in page else page
        page = self.post("write", hidden(page))
        words = re.search(r'<p class="words" lang="\w+">([^<]+)</p>', page)[1]
        return words, self.post("write", hidden(page))

    def open(self, words, status=200):
        return self.post("letters", {"receipt": words}, status=status)

    def send(self, page, text="", *files, status=200, **more):
        """Another letter from an opened mailbox, with files, as a browser sends the form: its last field last."""
        form = page[page.index('action="/en/letters/write"') - 20 :]
        attached = [SimpleUploadedFile(name, content, "application/octet-stream") for name, content in files]
        fields = hidden(form) | {"text": text, "file": attached} | more
        fields["whole"] = fields.pop("whole")
        return self.post("letters/write", fields, status=status)


def hidden(page):
    form = page[page.index("<form") :]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[: form.index("</form>")])
    return {name: html.unescape(value) for name, value in found}


@pytest.fixture
def visitor(alliance):
    """A visitor at a door that Mara has opened."""
    notices.forget()
    publish(alliance.mara)
    assert Setting.objects.exists()
    return Visitor()
