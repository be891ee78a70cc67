"""What is in an imported table, in the reader's language: "39,601 rules, 199 passports"."""

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from waystation.desk.routes.said import country
from waystation.store.travel.counting import Counted


def content(found: Counted) -> str:
    """Whatever was counted, one after the other; what an earlier program wrote and nobody understands, as it is."""
    counts = [
        (found.rules, ngettext("%(n)s rule", "%(n)s rules", found.rules)),
        (found.passports, ngettext("%(n)s passport", "%(n)s passports", found.passports)),
        (found.airports, ngettext("%(n)s airport", "%(n)s airports", found.airports)),
        (found.pairs, ngettext("%(n)s pair of airports", "%(n)s pairs of airports", found.pairs)),
        (found.borders, ngettext("%(n)s land border", "%(n)s land borders", found.borders)),
        (found.countries, ngettext("%(n)s country", "%(n)s countries", found.countries)),
    ]
    said = [text % {"n": number_format(n, force_grouping=True)} for n, text in counts if n]
    left = gettext("left out, because only %(one)s names its border with %(other)s")
    said += [left % {"one": country(one), "other": country(other)} for one, other in found.one_sided]
    return ", ".join(said) or found.said
