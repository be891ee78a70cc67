"""A member who opens whatever their pages link to, and sends whatever form they show, as it stands.

    walk = Walk(client, "en").everything("/today")
    walk.faults       # sentences, each with the link and the page that it stands on
    walk.reached      # names of the addresses of desk/urls.py that were opened or sent to

Of each kind of address a few are opened: two cases differ in number and not in kind. What a form changes is rolled back
before the next is looked at, so that the walk sees one installation and no effect of its own.
"""

import copy
import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.db import transaction
from django.urls import Resolver404, resolve
from lxml import html

KIND_OF_ADDRESS = ("part", "collection", "kind", "key")  # what makes two addresses of one view two kinds of page
LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}|%\(\w+\)s|\{\w*\}|<bound method|<\w+(\.\w+)* object at|^None$|\bNone[,;)]")
ALSO = {  # answers to forms that are meant
    "leave": (401,), "cut": (401,), "lose": (401,), "dismiss": (401,),  # whoever shuts their own door stands before it
    "ways": (403,),  # no passphrase is a wrong one
}  # fmt: skip
AS_IT_IS = {  # pages that show words of other languages than the reader's
    "design",  # names of classes
    "log",  # names of acts
    "consent", "consent_copy",  # what is said to the person, in theirs
    "language",  # the language that was chosen just now
}  # fmt: skip
SECRET = "csrfmiddlewaretoken"


@dataclass(frozen=True)
class Step:
    """What is asked, and the page on which the link or form for it stands."""

    address: str
    on: str
    what: str
    form: tuple[tuple[str, str], ...] | None = None  # None: a link

    @property
    def kind(self) -> tuple[Any, ...]:
        match = resolve(urlsplit(self.address).path)
        own = tuple(match.kwargs[k] for k in KIND_OF_ADDRESS if k in match.kwargs)
        if self.form is None:
            return match.url_name, own, tuple(sorted({k for k, _v in parse_qsl(urlsplit(self.address).query)}))
        acts = dict(self.form)
        return match.url_name, own, acts.get("act"), tuple(sorted({k for k in acts if "-" not in k}))

    def __str__(self) -> str:
        return f"{self.what!r} to {self.address} on {self.on}"


@dataclass
class Walk:
    """``few``: how many addresses of one kind are opened; ``many``: of files' own pages, which differ by stage."""

    client: Any
    language: str
    forbidden: frozenset[str] = frozenset()  # words that may stand in no title and no address
    untranslated: frozenset[str] = frozenset()  # sentences that this language has its own words for
    sent: Counter[Any] = field(default_factory=Counter)  # forms by kind, each sent once; members may share it
    few: int = 1
    many: int = 12
    faults: list[str] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)
    pages: int = 0

    def everything(self, *begin: str) -> "Walk":
        seen: set[tuple[str, Any]] = set()
        taken: Counter[Any] = Counter()
        waiting = deque(Step(address, "the menu", "start") for address in begin)
        while waiting:
            step = waiting.popleft()
            if (step.address, step.form) in seen:
                continue
            seen.add((step.address, step.form))
            try:
                kind = step.kind
            except Resolver404:
                self.fault(step, "leads nowhere: no page has this address")
                continue
            if step.form is None:
                taken[kind] += 1
                if taken[kind] <= (self.many if kind[0] in ("case", "file") else self.few):
                    waiting.extend(self.look(step))
            else:
                self.sent[kind] += 1
                if self.sent[kind] == 1:
                    self.send(step)
        return self

    def fault(self, step: Step, what: str) -> None:
        self.faults.append(f"{step}: {what}")

    def look(self, step: Step) -> list[Step]:
        answer = self.client.get(step.address, headers={"accept-language": self.language}, follow=True)
        return self.judged(step, answer, (200,))

    def send(self, step: Step) -> None:
        """Sends a form as it is shown, follows to where it leads, and takes everything back."""
        with ExitStack() as undone:
            for database in ("default", "door"):
                undone.enter_context(transaction.atomic(database))
                undone.callback(transaction.set_rollback, True, using=database)
            assert step.form is not None
            undone.callback(setattr, self.client, "cookies", copy.deepcopy(self.client.cookies))
            form: dict[str, list[str]] = {}
            for name, value in step.form:
                form.setdefault(name, []).append(value)
            headers = {"accept-language": self.language}
            answer = self.client.post(step.address, form, headers=headers, follow=True)
            # 400: something in it must be filled in first; 409: another thing must be done first
            self.judged(step, answer, (200, 400, 409, *ALSO.get(step.kind[0], ())))

    def judged(self, step: Step, answer: Any, good: tuple[int, ...]) -> list[Step]:
        self.pages += 1
        for address in (step.address, *(to for to, _status in answer.redirect_chain)):
            self.reached.add(resolve(urlsplit(address).path).url_name or "")
        if answer.status_code not in good:
            self.fault(step, f"answers {answer.status_code}" + _says(answer))
            return []
        if answer.streaming or "text/html" not in answer["Content-Type"]:
            answer.close()
            return []
        return self.read(step, answer.content.decode())

    def read(self, step: Step, text: str) -> list[Step]:
        try:
            tree = html.document_fromstring(text)
        except ValueError as error:
            self.fault(step, f"is no page: {error}")
            return []
        self.judge_words(step, tree)
        self.judge_places(step, tree)
        at = urlsplit(step.address)
        return [*_links(tree, at.path, step.address), *_forms(tree, at.path, step.address)]

    def judge_words(self, step: Step, tree: Any) -> None:
        title = (tree.findtext(".//title") or "").strip()
        if not title.split("·")[0].strip():
            self.fault(step, f"has no title but {title!r}")
        heads = [" ".join(h.text_content().split()) for h in tree.iterfind(".//h1")]
        if len(heads) != 1 or not heads[0]:
            self.fault(step, f"has not one heading but {heads}")
        shown = [text for text in map(str.strip, _shown(tree)) if text]
        for text in shown:
            if LEFT_OVER.search(text):
                self.fault(step, f"shows what nobody wrote: {text[:80]!r}")
        english = sorted(self.untranslated.intersection(shown)) if step.kind[0] not in AS_IT_IS else []
        if english:
            self.fault(step, f"is not translated: {english}")
        addresses = tree.xpath("//@href|//@action|//@formaction|//@src")
        told = re.sub(r"[-+_]|%20", " ", "\n".join([title, *addresses])).casefold()
        if said := [word for word in self.forbidden if word in told]:
            self.fault(step, f"says {said} in its title or an address")

    def judge_places(self, step: Step, tree: Any) -> None:
        ids = Counter(tree.xpath("//@id"))
        if twice := [name for name, times in ids.items() if times > 1]:
            self.fault(step, f"gives one id twice: {twice}")
        wanted = " ".join(tree.xpath("//@for|//@aria-labelledby|//@aria-describedby")).split()
        wanted += [address[1:] for address in tree.xpath("//a/@href") if address.startswith("#") and len(address) > 1]
        if lost := sorted({name for name in wanted if name not in ids}):
            self.fault(step, f"points at ids that are not there: {lost}")


def _says(answer: Any) -> str:
    if "text/html" not in answer.get("Content-Type", ""):
        return ""
    main = html.document_fromstring(answer.content.decode()).find(".//main")
    return "" if main is None else ": " + " ".join(main.text_content().split())[:160]


def _shown(tree: Any) -> Iterator[str]:
    """The texts of a page, and what stands in attributes that are read out or shown."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "textarea"):
            continue
        yield element.text or ""
        yield from (element.get(name, "") for name in ("title", "aria-label", "placeholder", "alt"))
        yield from (child.tail or "" for child in element)


def _links(tree: Any, path: str, on: str) -> Iterator[Step]:
    for link in tree.iter("a"):
        address = urljoin(path, link.get("href", "").split("#")[0])
        if link.get("href") and address.startswith("/") and not address.startswith("/static/"):
            yield Step(address, on, " ".join(link.text_content().split()) or link.get("href"))


def _forms(tree: Any, path: str, on: str) -> Iterator[Step]:
    """Each form once for each button of it: what a browser would send without a word typed."""
    for form in tree.iter("form"):
        for button in [b for b in _of(tree, form, "button") if b.get("type", "submit") == "submit"]:
            values = [pair for pair in _values(tree, form) if pair[0] != SECRET]
            if button.get("name"):
                values.append((button.get("name"), button.get("value", "")))
            address = urljoin(path, button.get("formaction") or form.get("action") or on)
            what = " ".join(button.text_content().split())
            if form.get("method", "get").lower() == "post":
                yield Step(address, on, what, tuple(values))
            else:
                yield Step(address.split("?")[0] + "?" + urlencode(values), on, what)
                yield from _choices(form, address, values, on)


def _choices(form: Any, address: str, values: list[tuple[str, str]], on: str) -> Iterator[Step]:
    """A form that only asks: each list of it once with its last choice, which is seldom the one that stands."""
    for select in form.iter("select"):
        options = [option.get("value", "") for option in select.iter("option")]
        if options and select.get("name"):
            changed = dict(values) | {select.get("name"): options[-1]}
            yield Step(address.split("?")[0] + "?" + urlencode(changed), on, select.get("name"))


def _of(tree: Any, form: Any, tag: str) -> list[Any]:
    """The form's elements of a kind that can be used, those included that name it from elsewhere on the page."""
    named = tree.xpath("//*[@form=$id]", id=form.get("id")) if form.get("id") else []
    inside = [e for e in form.iter(tag) if e.get("form") in (None, form.get("id"))]
    found = inside + [e for e in named if e.tag == tag and e not in inside]
    return [e for e in found if not e.xpath("ancestor-or-self::*[@disabled]")]


def _values(tree: Any, form: Any) -> Iterator[tuple[str, str]]:
    for field_ in (e for tag in ("input", "select", "textarea") for e in _of(tree, form, tag)):
        name = field_.get("name")
        if not name:
            continue
        if field_.tag == "textarea":
            yield name, (field_.text or "").removeprefix("\n")
        elif field_.tag == "select":
            options = list(field_.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None]
            if not chosen and field_.get("multiple") is None:
                chosen = options[:1]
            yield from ((name, o.get("value", o.text or "")) for o in chosen)
        elif field_.get("type") in ("checkbox", "radio"):
            if field_.get("checked") is not None:
                yield name, field_.get("value", "on")
        elif field_.get("type") not in ("file", "submit", "image"):
            yield name, field_.get("value", "")
