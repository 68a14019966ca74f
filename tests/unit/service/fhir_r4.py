"""The structure of FHIR R4 (4.0.1), as much of it as a Coverage needs: names of fields, how often, of what type.

``faults`` names what departs from it. It looks at structure, at the required codes, and at the rules that hold for
every element: none is empty, an extension has a value or extensions, what is contained is referred to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Field = tuple[str, int, bool]
"""The type, the least number, and whether there may be more than one."""

PRIMITIVES = {
    "boolean": None,
    "code": r"[^\s]+(\s[^\s]+)*",
    "date": r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?",
    "dateTime": r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?",  # without a time of day
    "decimal": None,
    "id": r"[A-Za-z0-9\-.]{1,64}",
    "positiveInt": None,
    "string": r"[\s\S]*\S[\s\S]*",
    "unsignedInt": None,
    "uri": r"\S+",
}
ELEMENT: dict[str, Field] = {"id": ("string", 0, False), "extension": ("Extension", 0, True)}
BACKBONE: dict[str, Field] = {**ELEMENT, "modifierExtension": ("Extension", 0, True)}
RESOURCE: dict[str, Field] = {
    "resourceType": ("code", 1, False),
    "id": ("id", 0, False),
    "implicitRules": ("uri", 0, False),
    "language": ("code", 0, False),
    "contained": ("Resource", 0, True),
    "extension": ("Extension", 0, True),
    "modifierExtension": ("Extension", 0, True),
}
VALUES = (
    "boolean", "code", "date", "dateTime", "decimal", "id", "positiveInt", "string", "unsignedInt", "uri",
    "CodeableConcept", "Coding", "Identifier", "Money", "Period", "Reference",
)  # fmt: skip
"""Types that the value of an extension may have here; R4 has more."""

TYPES: dict[str, dict[str, Field]] = {
    "Coverage": {
        **RESOURCE,
        "identifier": ("Identifier", 0, True),
        "status": ("code", 1, False),
        "type": ("CodeableConcept", 0, False),
        "policyHolder": ("Reference", 0, False),
        "subscriber": ("Reference", 0, False),
        "subscriberId": ("string", 0, False),
        "beneficiary": ("Reference", 1, False),
        "dependent": ("string", 0, False),
        "relationship": ("CodeableConcept", 0, False),
        "period": ("Period", 0, False),
        "payor": ("Reference", 1, True),
        "class": ("Coverage.class", 0, True),
        "order": ("positiveInt", 0, False),
        "network": ("string", 0, False),
        "costToBeneficiary": ("Coverage.costToBeneficiary", 0, True),
        "subrogation": ("boolean", 0, False),
        "contract": ("Reference", 0, True),
    },
    "Coverage.class": {
        **BACKBONE,
        "type": ("CodeableConcept", 1, False),
        "value": ("string", 1, False),
        "name": ("string", 0, False),
    },
    "Coverage.costToBeneficiary": {
        **BACKBONE,
        "type": ("CodeableConcept", 0, False),
        "valueMoney": ("Money", 1, False),
    },
    "Patient": {**RESOURCE, "birthDate": ("date", 0, False)},
    "CodeableConcept": {**ELEMENT, "coding": ("Coding", 0, True), "text": ("string", 0, False)},
    "Coding": {
        **ELEMENT,
        "system": ("uri", 0, False),
        "version": ("string", 0, False),
        "code": ("code", 0, False),
        "display": ("string", 0, False),
        "userSelected": ("boolean", 0, False),
    },
    "Extension": {
        **ELEMENT,
        "url": ("uri", 1, False),
        **{f"value{name[0].upper()}{name[1:]}": (name, 0, False) for name in VALUES},
    },
    "Identifier": {
        **ELEMENT,
        "use": ("code", 0, False),
        "type": ("CodeableConcept", 0, False),
        "system": ("uri", 0, False),
        "value": ("string", 0, False),
        "period": ("Period", 0, False),
        "assigner": ("Reference", 0, False),
    },
    "Money": {**ELEMENT, "value": ("decimal", 0, False), "currency": ("code", 0, False)},
    "Period": {**ELEMENT, "start": ("dateTime", 0, False), "end": ("dateTime", 0, False)},
    "Reference": {
        **ELEMENT,
        "reference": ("string", 0, False),
        "type": ("uri", 0, False),
        "identifier": ("Identifier", 0, False),
        "display": ("string", 0, False),
    },
}
CODES = {
    "Coverage.status": ("active", "cancelled", "draft", "entered-in-error"),
    "Money.currency": ("CNY",),
}
"""The codes of required bindings; of the currencies, the one there is here."""


def faults(coverage: dict[str, Any]) -> list[str]:
    """What departs from the structure of a Coverage; empty when nothing does."""
    found = [] if coverage.get("resourceType") == "Coverage" else ["resourceType: not Coverage"]
    return [*found, *of_object("Coverage", coverage, "Coverage"), *of_contained(coverage)]


def of_object(name: str, value: Any, at: str) -> Iterator[str]:
    """The faults of an element with fields, or of a resource."""
    if not isinstance(value, dict) or not value:
        yield f"{at}: not an object, or empty"
        return
    fields = TYPES[name]
    for key in value:
        if key.removeprefix("_") not in fields:
            yield f"{at}.{key}: no such field of {name}"
    for key, (kind, least, many) in fields.items():
        yield from of_field(value, key, kind, least, many, f"{at}.{key}")
        if key in value and value[key] not in CODES.get(f"{name}.{key}", (value[key],)):
            yield f"{at}.{key}: no code of the required binding"
    if name == "Extension":
        values = {key.removeprefix("_") for key in value if key.removeprefix("_").startswith("value")}
        if len(values) + ("extension" in value) != 1:
            yield f"{at}: an extension has one value, or extensions"
    if name == "Period" and {"start", "end"} <= set(value) and value["start"] > value["end"]:
        yield f"{at}: the period ends before it starts"


def of_field(owner: dict[str, Any], key: str, kind: str, least: int, many: bool, at: str) -> Iterator[str]:
    """The faults of one field: missing, more than one, of another type."""
    if f"_{key}" in owner:
        if kind not in PRIMITIVES:
            yield f"{at}: only a primitive has a second half"
        elif set(owner[f"_{key}"]) != {"extension"} or key in owner:
            yield f"{at}: an absent value has extensions alone"
        else:
            yield from (f for e in owner[f"_{key}"]["extension"] for f in of_object("Extension", e, at))
        return
    if key not in owner:
        if least:
            yield f"{at}: missing"
        return
    if many != isinstance(owner[key], list) or owner[key] == []:
        yield f"{at}: {'not a list, or an empty one' if many else 'a list'}"
        return
    for value in owner[key] if many else [owner[key]]:
        if kind in PRIMITIVES:
            yield from of_primitive(kind, value, at)
        else:
            yield from of_object(str(value.get("resourceType")) if kind == "Resource" else kind, value, at)


def of_primitive(kind: str, value: Any, at: str) -> Iterator[str]:
    """The faults of a primitive value."""
    pattern = PRIMITIVES[kind]
    if pattern is not None:
        is_right = isinstance(value, str) and re.fullmatch(pattern, value) is not None
    elif kind == "boolean":
        is_right = isinstance(value, bool)
    elif kind == "decimal":
        is_right = type(value) in (int, float)
    else:
        is_right = type(value) is int and value >= (1 if kind == "positiveInt" else 0)
    if not is_right:
        yield f"{at}: {value!r} is no {kind}"


def of_contained(coverage: dict[str, Any]) -> Iterator[str]:
    """What is contained is referred to (dom-3), contains nothing (dom-2), and every local reference has its aim."""
    contained = coverage.get("contained", [])
    ids = {f"#{resource.get('id')}" for resource in contained}
    referred = set(local_references(coverage))
    if ids != referred:
        yield f"contained {sorted(ids)}, referred to {sorted(referred)}"
    if any("contained" in resource for resource in contained):
        yield "contained: contains something itself"


def local_references(value: Any) -> Iterator[str]:
    """Every reference to something contained."""
    if isinstance(value, dict):
        reference = value.get("reference")
        if isinstance(reference, str) and reference.startswith("#"):
            yield reference
        for inner in value.values():
            yield from local_references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from local_references(inner)


ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


def leaves(value: Any, at: str) -> Iterator[tuple[str, Any]]:
    """Every plain value with its path; of extensions and contained resources by url and id.

    A value that is absent for a reason has None; of money, the amount.
    """
    if isinstance(value, list):
        for position, inner in enumerate(value):
            name = inner.get("url") or inner.get("id") if isinstance(inner, dict) else None
            yield from leaves(inner, f"{at}('{name}')" if name else f"{at}[{position}]")
    elif isinstance(value, dict) and [one.get("url") for one in value.get("extension", ())] == [ABSENT]:
        yield (f"{at}.value" if at.endswith("Money") else at), None
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not (key == "url" and "extension(" in at) and not (key == "id" and "contained(" in at):
                yield from leaves(inner, f"{at}.{key.removeprefix('_')}")
    else:
        yield at, value
