"""What cases take on the disk, and how long their envelopes take to open and fold in memory."""

from typing import Any

from _common import Row, timed
from _filled import bytes_on_disk, founded

KIB = 1024


def disk(size: int, _limits: dict[str, float], _options: Any) -> list[Row]:
    filling = founded()
    from _fill import fill as fill_cases

    from waystation.store.lists import index
    from waystation.store.models import Envelope, Kept, Snapshot
    from waystation.store.sealed import keys

    empty = bytes_on_disk()
    fill_cases(filling, size, size, notes=2)
    written = bytes_on_disk()
    for member in ("ilya", "noor", "mara", "tomas", "ruth", "claire", "sam", "ada", "ben"):
        index.lines(keys.unlock(filling.secrets[member]))
    every = bytes_on_disk()

    def kib(model: Any, **only: Any) -> float:
        return sum(map(len, model.objects.filter(**only).values_list("sealed", flat=True))) / size / KIB

    return [
        Row("a case with eight compartments, as written", [(written - empty) / size / KIB], "KiB", 64),
        Row("the same with nine members' caches and overviews", [(every - empty) / size / KIB], "KiB", 64),
        Row("of it: keys (epochs)", [kib(Envelope, epoch=True)], "KiB"),
        Row("of it: entries", [kib(Envelope, epoch=False)], "KiB"),
        Row("of it: cached readings", [kib(Snapshot)], "KiB"),
        Row("of it: overviews", [kib(Kept)], "KiB"),
    ]


def folding(entries: int, limits: dict[str, float], _options: Any) -> list[Row]:
    """Opens and folds envelopes in memory: 1,000 circles, then one."""
    filling = founded()
    from waystation.casework.compartments import COMPARTMENTS
    from waystation.casework.folds import fold, set_statement
    from waystation.circles import circle as circles
    from waystation.circles.envelope import pack
    from waystation.circles.view import View
    from waystation.store.files import cases
    from waystation.store.sealed.readings import Label, _Stated, judge

    ilya, struct = filling.at("ilya", 1), COMPARTMENTS["needs"].struct
    floor = entries * (1 / limits["AES-256-GCM open"] + 2 / limits["msgspec decode"])
    verify = entries / limits["Ed25519 verify"]
    found = []
    for what, count in (("many circles of 100", entries // 100), ("one circle", 1)):
        made: dict[bytes, list[bytes]] = {}
        for n in range(count):
            label = Label("case", n.to_bytes(16, "big"), "needs", "", "Invented Heron")
            grants = cases.founding_grants(ilya, "needs", 0)
            circle = circles.found(ilya.secret, pack(label), grants, ilya.minute, ilya.directory)
            view = View(circle.id, circle.envelopes.values(), ilya.secrets, ilya.minute, ilya.directory)
            texts = (f"Invented note {k} of an invented person" for k in range(entries // count))
            items = [("set", set_statement(struct, "notes", f"{k:x}", {"text": text})) for k, text in enumerate(texts)]
            made[circle.id] = [*circle.envelopes.values(), *view.write_all(ilya.secret, items)]
        checked: dict[bytes, frozenset[bytes]] = {}

        def every() -> None:
            for circle, envelopes in made.items():  # noqa: B023
                known = checked.get(circle, frozenset())  # noqa: B023
                view = View(circle, envelopes, ilya.secrets, ilya.minute, ilya.directory, known)
                state = fold(struct, map(_Stated, view.statements), judge(ilya.directory, "needs"))
                assert len(state.values) == len(envelopes) - 1
                latest[circle] = view.checked  # noqa: B023

        latest: dict[bytes, frozenset[bytes]] = {}
        first = timed(every, 1, warm=0, scale=1)
        checked.update(latest)
        again = timed(every, 3, warm=0, scale=1)
        found.append(Row(f"{what}, signatures checked now", first, "s", None, floor + verify))
        found.append(Row(f"{what}, signatures known", again, "s", None, floor))
    return found
