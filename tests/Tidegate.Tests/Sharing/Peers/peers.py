"""Holds an export against other people's code: OASIS' JSON schemas of STIX 2.1, PyMISP's loader of MISP events (see README.md).

peers.py stix FILE, peers.py misp FILE: prints "valid" and what it read as JSON, or "invalid" and why.
"""
import json
import pathlib
import sys
import warnings

HERE = pathlib.Path(__file__).parent
warnings.filterwarnings("ignore")


def stix(text):
    import jsonschema

    schemas = {path.relative_to(HERE / "stix").as_posix(): json.loads(path.read_text("utf-8")) for path in (HERE / "stix").rglob("*.json")}
    base = schemas["common/bundle.json"]["$id"].removesuffix("common/bundle.json")
    store = {base + name: schema for name, schema in schemas.items()} | {schema["$id"]: schema for schema in schemas.values()}

    def faults(name, value):
        resolver = jsonschema.RefResolver(base + name, schemas[name], store=store)
        checker = jsonschema.Draft202012Validator(schemas[name], resolver=resolver, format_checker=jsonschema.FormatChecker())
        return [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}" for fault in checker.iter_errors(value)]

    bundle = json.loads(text)
    found = faults("common/bundle.json", bundle)
    for item in bundle["objects"]:
        found += faults(f"sdos/{item['type']}.json", item)  # the bundle's own schema lets through what it does not know
    return found, [item.get("pattern") for item in bundle["objects"] if item["type"] == "indicator"]


def misp(text):
    sys.path.insert(0, str(HERE))
    from pymisp.mispevent import MISPEvent

    event = MISPEvent()
    event.load(text, validate=False)
    fits = json.loads((HERE / "pymisp/data/describeTypes.json").read_text("utf-8"))["result"]["category_type_mappings"]
    found = [f"{a.type} is no type of category {a.category}" for o in event.objects for a in o.attributes if a.type not in fits[a.category]]
    # As MISP would have it back: written by PyMISP and read once more.
    again = MISPEvent()
    again.load(event.to_json(), validate=False)
    return found, [[[a.object_relation, str(a.value)] for a in o.attributes] for o in again.objects]


if __name__ == "__main__":
    try:
        content = pathlib.Path(sys.argv[2]).read_text("utf-8")
        faults_found, read = (stix if sys.argv[1] == "stix" else misp)(content)
    except Exception as fault:  # whatever it is, the export is not taken
        faults_found, read = [f"{type(fault).__name__}: {fault}"], None
    print("invalid" if faults_found else "valid")
    print(json.dumps(faults_found or read))
