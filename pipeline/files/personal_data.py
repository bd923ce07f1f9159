"""Personal data: what a heading, or the texts of a column, hold of a person, by its name and by its pattern.

A wrong alarm stops a report, so a pattern has to be one that other columns do not have. What stands for itself (an e-mail
address, a postcode, an NHS number in its three groups) is found in a single cell; bare digits, and names, which an
identifier or a place may look like, only where most of a column are so.

Own patterns, because none of the libraries fits: phonenumbers takes none of the numbers that Ofcom keeps for made-up
people, python-stdnum has NHS numbers and nothing else of this, and what finds names needs a model of language.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, Literal, TypeAlias

Personal = Literal[
    "name", "date_of_birth", "address", "postcode", "telephone", "email", "nhs_number", "crime_reference", "other"
]
KINDS = {
    "name": "names of people", "date_of_birth": "dates of birth", "address": "addresses", "postcode": "postcodes",
    "telephone": "telephone numbers", "email": "e-mail addresses", "nhs_number": "NHS numbers",
    "crime_reference": "crime reference numbers", "other": "what tells one person from others",
}  # fmt: skip
_Judge: TypeAlias = Callable[[list[str], int], list[str]]  # of texts, and how many different ones their column has
SEVERAL = 3  # different texts: one or two may be chance
BORN_BEFORE = 3650  # days before the extract's first one, and as far from each other: no system's events lie so

# Headings, in small letters without signs. What says whose or which one it is is taken off first.
_HEADINGS: Mapping[str, Collection[str]] = {
    "name": {
        "name", "names", "forename", "forenames", "surname", "surnames", "firstname", "lastname", "fullname", "alias", "aliases",
        *(f"{which} name{many}" for many in ("", "s") for which in (
            "first", "last", "given", "family", "middle", "maiden", "christian", "birth", "preferred", "known as", "nick")),
        "initials", "known as",
    },
    "date_of_birth": {"dob", "d o b", "date of birth", "birth date", "birthdate", "birthday", "born", "born on"},
    "address": {"address", "addresses", "addr", "postal address", "street address", "house", "house name", "flat", "uprn"},
    "postcode": {"postcode", "post code", "postal code", "pcode", "zip", "zip code"},
    "telephone": {
        "telephone", "phone", "tel", "mobile", "mob", "landline", "fax", "telephones", "phones", "cell phone", "mobile phone",
        "mobile telephone", "phone mobile", "phone landline", "whatsapp",
    },
    "email": {"email", "e mail", "email address", "e mail address", "emails", "mail address"},
    "nhs_number": {"nhs", "chi", "nhs id", "h and c", "hcn"},
    "crime_reference": {
        "crime reference", "crime ref", "crime report", "crn", "police reference", "police ref", "niche", "athena reference",
    },
}  # fmt: skip
# What a heading may end with, whatever stands before it.
_ENDINGS = {
    "contact number": "telephone", "contact no": "telephone", "crime number": "crime_reference", "crime no": "crime_reference",
    "forename": "name", "surname": "name", "dob": "date_of_birth", "date of birth": "date_of_birth", "postcode": "postcode",
    "post code": "postcode", "telephone": "telephone", "email": "email", "nhs number": "nhs_number", "nhs no": "nhs_number",
}  # fmt: skip
_WHOSE = set(
    "the a of s their his her and or own home work day daytime evening main primary secondary other current previous usual alternative "
    "full line no nos number numbers num text value person persons people client clients victim victims complainant "
    "perpetrator offender suspect defendant witness patient child parent carer guardian mother father partner spouse tenant resident "
    "applicant customer citizen contact caller reporter referrer referee informant subject nominal individual kin next "
    "worker officer caseworker keyworker staff manager author respondent party household member aggrieved neighbour landlord".split()
)


def kind_of_heading(heading: str) -> str:
    """The kind of personal data that a column of this heading holds, one of KINDS; empty where it names none.

    `Victim's DOB`, `homePostcode` and `NHS No.` name one; `LSOA name`, `postcode sector` and `address type` do not.
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\W_]+|(?<=[a-z])(?=\d)", " ", heading).lower()
    plain = apart.replace("service user", "person").split()
    for words in (plain, [word for word in plain if word not in _WHOSE and not word.isdigit()]):
        told = " ".join(words)
        kinds = (kind for kind, known in _HEADINGS.items() if told in known)
        endings = (kind for ending, kind in _ENDINGS.items() if f" {told}".endswith(f" {ending}"))
        if kind := next(chain(kinds, endings), ""):
            return kind
    return ""


def kinds_in(texts: Iterable[str], others: int = 0) -> dict[str, list[str]]:
    """The kinds of personal data that these texts (of one column, or some of it) look like, each with the texts that do.

    `others`: how many different texts of the column besides are codes (`are_codes`).
    """
    different = list(dict.fromkeys(texts))
    together = "\n".join(different)
    found = {}
    for kind, (sign, judge) in _JUDGES.items():
        if sign.search(together) and (alike := judge(different, len(different) + others)):
            found[kind] = alike
    return found


def are_codes(texts: Any) -> Any:
    """Which of some texts (an Arrow array) are codes that no pattern takes for a person's, whatever else stands in their column; as booleans.

    Letters and digits only, both, and more than a postcode or a telephone number has; or signs too, and a letter first. No word that
    a crime reference follows, and nothing like a postcode in it.
    """
    import pyarrow.compute as pc  # what reads no records has no use for it

    wanted = [pc.match_substring_regex(texts, pattern) for pattern in _CODE]
    return pc.and_not(pc.and_(pc.and_(wanted[0], wanted[1]), wanted[2]), pc.match_substring_regex(texts, _NO_CODE)).to_numpy(zero_copy_only=False).copy()


def day_in(text: str) -> str:
    """The day (ISO) that a text says, with or without a time; empty where it says none."""
    if match := _DAY_FIRST.match(text):
        text = f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}"
    return text[:10] if _ISO.fullmatch(text[:10]) and _day(text[:10]) < date.max else ""


def born(days: Iterable[str], first_day: str) -> list[str]:
    """Those of the days (ISO) of a column that are dates of birth, by when they lie before an extract's first day.

    Most lie more than ten years before, and ten years apart: what happens in the work of a service does neither.
    """
    different = sorted(set(days))
    if len(different) < SEVERAL or not first_day:
        return []
    first, of_all = date.fromisoformat(first_day), list(map(_day, different))
    long_before = [one for one in of_all if (first - one).days > BORN_BEFORE]
    apart = (of_all[-1] - of_all[0]).days > BORN_BEFORE
    return [one.isoformat() for one in long_before] if apart and len(long_before) * 2 > len(of_all) else []


def nhs_number(digits: str) -> bool:
    """Whether ten digits are an NHS number (in Scotland CHI): the last is the check digit, by modulus 11.

    Source   NHS Data Dictionary, NHS NUMBER: weights 10 to 2; 11 minus the rest, 11 counts as 0, and 10 is none.
    """
    rest = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return len(digits) == 10 and (11 - rest) % 11 == int(digits[9])


# As RE2 reads them, which looks at neither side of what it finds.
_CODE = "^(?:[A-Za-z][A-Za-z0-9_.-]*|[A-Za-z0-9]{12,})$", "[A-Za-z]", "[0-9]"
_NO_CODE = "(?i)crime|crn|niche|(?:^|[_.-])[a-z]{1,2}[0-9][a-z0-9]?[0-9][a-z]{2}(?:[_.-]|$)"
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)", re.ASCII)
_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_AREA = r"(?:[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d[0-9ABEHMNPRV-Y]?|\d[A-HJKPSTUW])|GIR)"  # BS 7666: the outward code
_POSTCODE = re.compile(rf"\b{_AREA} \d[ABD-HJLNP-UW-Z]{{2}}\b")
_POSTCODE_IN_ONE = re.compile(rf"{_AREA} ?\d[ABD-HJLNP-UW-Z]{{2}}", re.IGNORECASE)
# Those of people: geographic, and mobile; what begins 03 or 08 is an organisation's.
_GROUPED = re.compile(r"(?<![\w/.-])(?:(?:\+|00)44[\s-]?(?:\(0\))?[\s-]?[127]|\(?0[127])(?=[\d)]*[\s()-])(?:[\s()-]{0,2}\d){8,9}(?![\w/])")
_INTERNATIONAL = re.compile(r"(?<![\w/.-])\+44[127]\d{8,9}(?![\w/])")
_MOBILE_IN_WORDS = re.compile(r"(?<=[A-Za-z] )07\d{9}\b|\b07\d{9}(?= [A-Za-z])")
_BARE_TELEPHONE = re.compile(r"0[127]\d{8,9}", re.ASCII)
_NHS_GROUPED = re.compile(r"(?<![\w/.-])\d{3}([ -])\d{3}\1\d{4}(?![\w/-])", re.ASCII)
_TEN_DIGITS = re.compile(r"\d{10}", re.ASCII)
_CRIME = re.compile(
    r"(?<![\w/])(?:\d{2}[A-Z]?\d?/(?!(?:19|20)\d\d/)\d{4,7}/\d{2}(?:\d{2})?(?![\w/])|CRI/\w{2,5}/\d{4,8}/\d{2}\b"
    r"|(?i:crime\s{0,2}(?:ref(?:erence)?|no|number|report)|CRN|niche)[\s.:#]{0,3}(?i:no|number)?[\s.:#]{0,3}[\w/-]{0,4}\d{5,})"
)
_CRIME_OF_A_YEAR = re.compile(r"\d{7}/\d{2}", re.ASCII)
_PLACE = (
    r"(?:Road|Rd|Street|Avenue|Ave|Lane|Close|Drive|Crescent|Cres|Court|Terrace|Gardens|Grove|Place|Way|Mews|Square|Walk|Rise|Row|"
    r"Hill|Green|Park|View|Parade)"
)
_ADDRESS = re.compile(
    rf"(?<![\w/-])\d{{1,4}}[A-Za-z]?,? (?:[A-Z][\w'’-]+ ){{1,3}}{_PLACE}\b|\b(?:Flat|Apartment|Apt)\.? \d{{1,4}}[A-Za-z]?\b"
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Master)\.? (?:[A-Z]\.? )*([A-Z][a-z’'-]+)\b")
_FULL_NAME = re.compile(r"[^\W\d_][\w’'-]*(?: [^\W\d_][\w’'.-]*){1,3}|[^\W\d_][\w’'-]+, ?[^\W\d_][\w’'-]*(?: [^\W\d_][\w’'.-]*)?")
_NO_SURNAME = re.compile(rf"\b(?i:{_PLACE}|House|Centre|Hospital|School|Ward|Church|Academy|College|Estate|Team|Services?|Station|Trust)\b")
_GIVEN = frozenset(tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["names"].split())


def _each(*patterns: re.Pattern[str]) -> _Judge:
    """Every text in which one of the patterns stands."""
    return lambda texts, among: [text for text in texts if any(one.search(text) for one in patterns)]


def _most(pattern: re.Pattern[str], texts: list[str], among: int, holds: Callable[[str], bool] = lambda text: True) -> list[str]:
    """The texts that are of the pattern as a whole, where those for which it `holds` are several and two of three such, and half of all."""
    alike = [text for text in texts if pattern.fullmatch(text)]
    good = [text for text in alike if holds(text)]
    return good if len(good) >= SEVERAL and len(good) * 3 >= len(alike) * 2 and len(alike) * 2 >= among else []


def _postcodes(texts: list[str], among: int) -> list[str]:
    return _each(_POSTCODE)(texts, among) or _most(_POSTCODE_IN_ONE, texts, among)


def _telephones(texts: list[str], among: int) -> list[str]:
    found = _each(_GROUPED, _INTERNATIONAL, _MOBILE_IN_WORDS)(texts, among)
    bare = [] if found else _most(_BARE_TELEPHONE, texts, among)
    # Numbers that follow on each other, or share all but their last digits, are a system's own.
    counted = sum(int(other) - int(one) == 1 for one, other in pairwise(sorted(bare)))
    return found or (bare if len({text[:7] for text in bare}) * 2 > len(bare) and counted * 2 < len(bare) else [])


def _nhs_numbers(texts: list[str], among: int) -> list[str]:
    grouped = [
        text for text in texts if any(nhs_number(re.sub(r"\D", "", one[0])) for one in _NHS_GROUPED.finditer(text))
    ]
    return grouped or _most(_TEN_DIGITS, texts, among, nhs_number)


def _crime_references(texts: list[str], among: int) -> list[str]:
    return _each(_CRIME)(texts, among) or _most(_CRIME_OF_A_YEAR, texts, among)


def _names(texts: list[str], among: int) -> list[str]:
    """Texts with a title and a name, where there are several names; and names of people where they are a third of the texts."""
    titled = {text: found[1] for text in texts if (found := _TITLED.search(text)) and not _NO_SURNAME.search(text)}
    if len(set(titled.values())) >= SEVERAL:
        return list(titled)
    named = [text for text in texts if _FULL_NAME.fullmatch(text) and _is_given(text) and not _NO_SURNAME.search(text)]
    return named if len(named) >= SEVERAL and len(named) * 3 >= among else []


def _is_given(text: str) -> bool:
    """Whether the first name of a text is a given name: `Jane Doe`, `DOE, Jane`."""
    first = text.partition(",")[2] or text
    return first.split()[0].lower() in _GIVEN


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.max


# What a text must have for a column to be looked at, in one pass over all, and who judges it.
_JUDGES: Mapping[str, tuple[re.Pattern[str], _Judge]] = {
    "email": (re.compile("@"), _each(_EMAIL)),
    "nhs_number": (re.compile(r"^\d{10}$|\d{3}[ -]\d{3}[ -]\d{4}", re.ASCII | re.MULTILINE), _nhs_numbers),
    "telephone": (re.compile(r"(?:(?<!\d)\(?0|\+44|0044)[\s()-]{0,2}[127(]"), _telephones),
    "postcode": (re.compile(r"(?<![A-Za-z\d])[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}\b"), _postcodes),
    "crime_reference": (re.compile(r"\d/\d|(?i:crime|crn|niche).{0,20}\d{4}|CRI/"), _crime_references),
    "address": (re.compile(r"\d[A-Za-z]?,? [A-Z]|(?:Flat|Apt|Apartment)\.? \d"), _each(_ADDRESS)),
    "name": (re.compile(r"[^\W\d_], ?[^\W\d_]|[^\W\d_] [^\W\d_]"), _names),
}
