"""What Schemathesis cannot know from the document, and who was asked what.

No check is switched off here. Requests that ought to be answered get what only the server gives
(cursors) or what two parameters agree on (days in their order); one kind of failure is passed over,
where HTTP itself tells servers to pass over what is malformed.
"""

import atexit
import itertools
import json
import threading
from collections import Counter, defaultdict
from datetime import date, timedelta

import schemathesis
from hypothesis import strategies
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.core.parameters import ParameterLocation

# A malformed one is as good as none: RFC 9110, sections 12.5.4, 13.1.2 and 13.1.5; W3C Trace
# Context, section 3.2.2.5; what the document says of `Request-Id`.
PASSED_OVER = {"accept-language", "if-none-match", "if-range", "request-id", "traceparent"}

# Parameters of which the second is not before the first.
SPANS = [("from", "to"), ("opened_from", "opened_to")]

# How many days such a span may have.
MOST_DAYS = {
    "GET /desk-contact-counts": 366,
    "GET /counsellors/{staff_id}/windows": 62,
}

# Parameters that stand for one another: with both nobody knows what is asked, which is told.
INSTEAD = [("whose", "counsellor")]

# The days that the document allows: without this most of those made up lie outside.
schemathesis.openapi.format(
    "date",
    strategies.dates(date(1900, 1, 1), date(2100, 12, 31)).map(str),
)

# The version of each resource, by its path, as it was told last.
TAGS = {}
KEYS = itertools.count()
ASKED = defaultdict(Counter)
LOCK = threading.Lock()


def resolved(operation, schema):
    """The schema itself, where it is named elsewhere in the document."""
    while "$ref" in schema:
        found = operation.schema.raw_schema
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        schema = found
    return schema


def members(operation, which):
    """Some members of the items of a list: those that the document demands, and one more."""
    answer = operation.definition.raw["responses"]["200"]["content"]["application/json"]
    page = resolved(operation, answer["schema"])
    item = resolved(operation, page["properties"]["items"]["items"])
    others = sorted(set(item["properties"]) - set(item["required"]))
    return ",".join(item["required"] + others[which % (len(others) or 1) :][:1])


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Where credentials are in the body no header is asked for, which OpenAPI has no words for: the
    scheme that the document names there would be taken for one of `Authorization`."""
    for path in raw_schema["paths"].values():
        for operation in path.values():
            if operation.get("security") == [{"credentials": []}]:
                operation["security"] = [{}]


@schemathesis.hook
def before_call(context, case, kwargs):
    """A request that is well formed names what is there."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive:
        return
    settle_headers(case)
    if isinstance(case.body, (dict, list)):
        case.body = whole(case.body)
    if case.query:
        settle_query(case, case.query)


def whole(value):
    """Integers as everybody writes them: to JSON Schema `15.0` is one too, to typed readers not."""
    if isinstance(value, dict):
        return {name: whole(member) for name, member in value.items()}
    if isinstance(value, list):
        return [whole(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def settle_headers(case):
    """A key of its own, else all but the first are one intention said twice; the version that was
    told of the resource or of what it belongs to, else nothing is ever changed."""
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"intention-{next(KEYS):08}"
    if "If-Match" in case.headers:
        place = case.formatted_path.strip("/").split("/")
        above = ("/".join(place[:length]) for length in range(len(place), 0, -1))
        tag = next((TAGS[path] for path in above if path in TAGS), None)
        if tag is not None:
            case.headers["If-Match"] = tag


def settle_query(case, query):
    """Parameters that go together."""
    # Sealed for one reader and one question: nobody makes one up. What happens to one that was is
    # a story, and cursors that are not even of the pattern are still sent.
    query.pop("cursor", None)
    if "fields" in query:
        # Whoever asks for fewer gets fewer, which no schema can say.
        query["fields"] = members(case.operation, len(str(query["fields"])))
    for parameter in case.operation.definition.raw.get("parameters", []):
        settle_code(case.operation, query, resolved(case.operation, parameter))
    for one, other in INSTEAD:
        if one in query:
            query.pop(other, None)
    for first, last in SPANS:
        if first in query and last in query:
            query[first], query[last] = sorted([query[first], query[last]])
            most = MOST_DAYS.get(case.operation.label)
            if most is not None:
                end = date.fromisoformat(query[first]) + timedelta(most - 1)
                query[last] = min(query[last], str(end))


def settle_code(operation, query, parameter):
    """Which codes a list has changes without a new document: an example is one of them."""
    name, schema = parameter["name"], resolved(operation, parameter["schema"])
    is_of_list = "of the vocabulary" in schema.get("description", "")
    if parameter["in"] == "query" and name in query and is_of_list:
        query[name] = schema["examples"][0]


def is_text(case):
    """Whether nothing is wrong with the request but that its body is text of another kind: a number
    that is written out is a text as well."""
    wrong = {place for place, part in case.meta.components.items() if part.mode.is_negative}
    is_written_out = isinstance(case.body, (int, float)) and not isinstance(case.body, bool)
    is_plain = str(case.media_type).startswith("text/")
    return is_plain and is_written_out and wrong == {ParameterLocation.BODY}


def passed_over(case):
    """Whether nothing is wrong with the request but headers that are passed over."""
    wrong = {place for place, part in case.meta.components.items() if part.mode.is_negative}
    if wrong != {ParameterLocation.HEADER}:
        return False
    known = case.operation.headers
    rest = {
        name: value
        for name, value in case.headers.items()
        if name in known and name.lower() not in PASSED_OVER
    }
    return known.get_strict_validator().is_valid(rest)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a failure is one."""
    is_none = passed_over(case) or is_text(case)
    return not (isinstance(failure, AcceptedNegativeData) and is_none)


def remember(case, response, tag):
    """Keeps the version of what was answered: of the address that it says it has, if it says one."""
    try:
        place = response.json()["_links"]["self"].split("/v1/", 1)[1].split("?", 1)[0]
    except (ValueError, KeyError, TypeError, IndexError):
        place = case.formatted_path
    TAGS[place.strip("/")] = tag


@schemathesis.hook
def after_call(context, case, response):
    """Counts the answers to each operation; a method that an operation does not have is none."""
    if case.method.upper() != case.operation.method.upper():
        return
    tag = response.headers.get("etag")
    if tag and response.status_code < 300:
        remember(case, response, tag[0])
    told = str(response.status_code)
    if response.status_code >= 400:
        # The last part of the type of the problem says who refused: the door or the operation.
        try:
            told += " " + response.json()["type"].rsplit("/", 1)[-1]
        except (ValueError, KeyError, TypeError):
            told += " ?"
    with LOCK:
        ASKED[case.operation.label][told] += 1


@atexit.register
def tell():
    """Leaves the counts where the story reads them: operation, status and problem, how often."""
    with open("asked.json", "w", encoding="utf-8") as file:
        json.dump(ASKED, file, indent=1, sort_keys=True)
