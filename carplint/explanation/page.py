"""The output of `carplint explain`: the page of a rule, made by tools/gen_docs.py, or the rules behind a symptom."""

from __future__ import annotations

import os

from carplint.explanation.symptoms import Symptom, symptoms
from carplint.rules import NAMED, RULES, find, listing

_PLACES = ("pages", "../docs/rules")
"""The folders of the pages, relative to this package: in a wheel, and in a checkout."""


def page(name: str) -> str:
    """Return the page of one rule, in Markdown."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for place in _PLACES:
        path = os.path.join(package, place, f"{name}.md")
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                return file.read()
    raise FileNotFoundError(f"carplint was installed without its pages: {name}.md is missing")


def symptom_page(symptom: Symptom, *, links: bool = False) -> str:
    """Return a symptom and the rules that explain it, in Markdown, with links to their pages if wanted."""
    lines = [f"## {symptom.name[0].upper()}{symptom.name[1:]}", "", symptom.look, ""]
    for name in symptom.rules:
        shown = f"[{name}](rules/{name}.md)" if links else name
        lines.append(f"- {NAMED[name].code} {shown}: {NAMED[name].summary}")
    return "\n".join(lines) + "\n"


def explain(word: str) -> str:
    """Return the page of the rule with this code or name, a list of the rules whose codes begin with it or whose family
    it is, or what explains the symptom that a text describes. Raise LookupError, with the nearest name in its message,
    if there is none."""
    rules = find(word)
    if len(rules) == 1:
        return page(rules[0].name)
    if rules:
        return f"{listing(rules)}\nFor details, run: carplint explain {rules[0].code}\n"
    if seen := symptoms(word):
        return "\n".join(symptom_page(symptom) for symptom in seen)
    from carplint.text.spelling import closest

    near = closest(word, [n for r in RULES for n in (r.code, r.name)])
    hint = (
        f"did you mean {near}?" if near else "`carplint rules` lists them, `carplint explain --symptoms` the symptoms"
    )
    raise LookupError(f"there is no rule {word!r}; {hint}")
