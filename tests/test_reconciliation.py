"""The reconciliation service, by the published schemas of the protocol and as clients use it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7
from starlette.testclient import TestClient

from canonym.config import Config
from canonym.errors import UsageError
from canonym.glossary import load_glossary
from canonym.programs.reconciliation.access import ServiceAccess
from canonym.programs.reconciliation.service import ReconciliationService, serve_reconciliation

SCHEMAS = Path(__file__).parent / "data" / "reconciliation"
PORT = 8766
TOKEN = "token-of-the-test"
ADDRESS = f"http://127.0.0.1:{PORT}"
BASE = f"/{TOKEN}"


@pytest.fixture(scope="module")
def client() -> TestClient:
    config = Config(packs=("vn", "cu"), embedding="none")
    service = ReconciliationService(load_glossary(config), config, ServiceAccess(PORT, TOKEN))
    return TestClient(service.application(), base_url=ADDRESS)


@cache
def validator(name: str) -> Draft7Validator:
    contents = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.glob("*.json")}
    resources = [(schema.get("$id", file), DRAFT7.create_resource(schema)) for file, schema in contents.items()]
    resources += [(file, DRAFT7.create_resource(schema)) for file, schema in contents.items()]
    return Draft7Validator(contents[f"{name}.json"], registry=Registry().with_resources(resources))


def valid(answer: Any, schema: str) -> Any:
    """The answer, after it was compared with the schema of the protocol."""
    assert answer.status_code == 200, answer.text
    content = answer.json()
    assert [error.message for error in validator(schema).iter_errors(content)] == []
    return content


def candidates(client: TestClient, query: dict[str, Any]) -> list[dict[str, Any]]:
    batch = {"q0": query}
    assert [error.message for error in validator("reconciliation-query-batch").iter_errors(batch)] == []
    answer = client.post(f"{BASE}/reconcile", data={"queries": json.dumps(batch)})
    found: list[dict[str, Any]] = valid(answer, "reconciliation-result-batch")["q0"]["result"]
    return found


def asked(**properties: str) -> list[dict[str, str]]:
    return [{"pid": name, "v": value} for name, value in properties.items()]


def test_the_manifest_is_one_of_version_0_2_and_every_address_in_it_answers(client: TestClient) -> None:
    manifest = valid(client.get(f"{BASE}/reconcile"), "manifest")
    assert manifest["versions"] == ["0.2"]
    for what, service in manifest["suggest"].items():
        assert client.get(service["service_url"] + service["service_path"], params={"prefix": "com"}).status_code == 200
        flyout = service["flyout_service_path"].replace("${id}", "body")
        assert client.get(service["flyout_service_url"] + flyout).json()["id"] == "body", what
    for template in (manifest["view"]["url"], manifest["preview"]["url"]):
        assert client.get(template.replace("{{id}}", "vn%2Fpolitburo")).status_code == 200
    proposal = manifest["extend"]["propose_properties"]
    assert client.get(proposal["service_url"] + proposal["service_path"], params={"type": "body"}).status_code == 200


@pytest.mark.parametrize(
    ("query", "properties", "wanted"),
    [
        ("People's Committee", {"language": "en"}, "vn/peoples-committee"),
        ("Chairman of the Provincial People's Committee", {}, "vn/peoples-committee:chair@provincial"),
        ("presidenta del Consejo Provincial de Emulación y Elogio", {"language": "es"},
         "vn/emulation-commendation-council:chair@provincial"),
        ("Chủ tịch Ủy ban nhân dân tỉnh", {}, "vn/peoples-committee:chair@provincial"),
        ("primer secretario del Comité Provincial del Partido", {"pack": "cu"}, "cu/"),
        ("emulation movement", {}, "vn/emulation-movement"),
    ],
)  # fmt: skip
def test_a_name_is_matched(client: TestClient, query: str, properties: dict[str, str], wanted: str) -> None:
    best = candidates(client, {"query": query, "properties": asked(**properties)} if properties else {"query": query})[
        0
    ]
    assert best["id"].startswith(wanted)
    assert 0 <= best["score"] <= 100


def test_a_match_is_certain_only_where_no_other_is_near(client: TestClient) -> None:
    [*found] = candidates(client, {"query": "Chairman of the Provincial People's Committee"})
    assert found[0]["match"] is True
    assert [each["match"] for each in found[1:]] == [False] * (len(found) - 1)
    vague = candidates(client, {"query": "committee"})
    assert not any(each["match"] for each in vague)
    assert candidates(client, {"query": "qqqq zzzz xxxx"}) == []
    assert candidates(client, {"query": "   "}) == []


def test_types_limits_and_properties_narrow_the_answers(client: TestClient) -> None:
    query = {"query": "Chairman of the Provincial People's Committee", "limit": 3}
    assert len(candidates(client, query)) <= 3
    offices = candidates(client, {**query, "type": "office"})
    assert {each["type"][0]["id"] for each in offices} == {"office"}
    bodies = candidates(client, {**query, "type": ["kind:committee"]})
    assert bodies
    assert all({"id": "kind:committee", "name": "committee"} in each["type"] for each in bodies)
    cuban = candidates(client, {**query, "properties": asked(pack="cu")})
    assert all(each["id"].startswith("cu/") for each in cuban)


def test_a_batch_by_get_is_answered_query_by_query(client: TestClient) -> None:
    batch = {"a": {"query": "Politburo"}, "b": {"properties": [{"pid": "pack", "v": "vn"}]}}
    answer = client.get(f"{BASE}/reconcile", params={"queries": json.dumps(batch)})
    found = valid(answer, "reconciliation-result-batch")
    assert found["a"]["result"][0]["id"] == "vn/politburo"
    assert found["b"] == {"result": []}


def test_values_are_fetched_for_known_ids_and_empty_for_others(client: TestClient) -> None:
    extend: dict[str, Any] = {
        "ids": ["vn/politburo", "vn/peoples-committee:chair@provincial", "vn/none"],
        "properties": [{"id": "name:es"}, {"id": "rank"}, {"id": "body"}, {"id": "kind"}, {"id": "no-such"}],
    }
    assert [error.message for error in validator("data-extension-query").iter_errors(extend)] == []
    found = valid(client.get(f"{BASE}/reconcile", params={"extend": json.dumps(extend)}), "data-extension-response")
    chair = found["rows"]["vn/peoples-committee:chair@provincial"]
    assert chair["name:es"] == [{"str": "presidente del Comité Popular Provincial"}]
    assert chair["rank"] == [{"str": "chair"}]
    assert chair["body"] == [{"id": "vn/peoples-committee@provincial", "name": "Provincial People's Committee"}]
    assert found["rows"]["vn/politburo"]["kind"] == [{"str": "bureau"}]
    assert all(values == [] for values in found["rows"]["vn/none"].values())
    assert [each["id"] for each in found["meta"]] == [each["id"] for each in extend["properties"]]


def test_properties_are_proposed_for_a_type(client: TestClient) -> None:
    answer = client.get(f"{BASE}/properties", params={"type": "body", "limit": "4"})
    proposed = valid(answer, "data-extension-property-proposal")
    assert proposed["type"] == "body"
    assert len(proposed["properties"]) == 4


def test_entities_types_and_properties_are_suggested(client: TestClient) -> None:
    def suggest(what: str, prefix: str, schema: str) -> list[str]:
        answer = client.get(f"{BASE}/suggest/{what}", params={"prefix": prefix})
        return [each["id"] for each in valid(answer, schema)["result"]]

    assert suggest("entity", "politbur", "suggest-entities-response")[0] == "vn/politburo"
    assert suggest("type", "off", "suggest-types-response")[0] == "office"
    assert "kind:committee" in suggest("type", "comm", "suggest-types-response")
    assert "language" in suggest("property", "lang", "suggest-properties-response")
    assert "name:es" in suggest("property", "spanish", "suggest-properties-response")


def test_a_preview_may_stand_in_a_frame_of_this_machine_and_runs_no_scripts(client: TestClient) -> None:
    answer = client.get(f"{BASE}/preview", params={"id": "vn/peoples-committee:chair@provincial"})
    assert "Chairman of the Provincial People&#39;s Committee" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors http://127.0.0.1:*" in policy
    bad = client.get(f"{BASE}/preview", params={"id": "<script>alert(1)</script>"})
    assert bad.status_code == 404
    assert "<script" not in bad.text
    flyout = client.get(f"{BASE}/flyout/type", params={"id": "<script>"}).json()
    assert "<script" not in flyout["html"]


@pytest.mark.parametrize(
    "queries", ["", "{", "[]", '{"q": 1}', '{"q": {"query": 3}}', '{"q": {"query": "a", "limit": "x"}}']
)
def test_a_damaged_batch_is_refused_with_what_is_wrong(client: TestClient, queries: str) -> None:
    answer = client.post(f"{BASE}/reconcile", data={"queries": queries})
    assert answer.status_code == 400
    assert "queries cannot be read" in answer.json()["message"]


def test_only_who_knows_the_address_on_this_machine_is_answered(client: TestClient) -> None:
    path = f"{BASE}/reconcile"
    assert client.get("/reconcile").status_code == 403
    assert client.get("/another-token/reconcile").status_code == 403
    assert client.get(path, headers={"Host": "evil.example"}).status_code == 421
    assert client.put(path).status_code == 405
    assert client.get(path, headers={"Origin": "https://evil.example"}).status_code == 403
    refine = client.get(path, headers={"Origin": "http://127.0.0.1:3333"})
    assert refine.headers["access-control-allow-origin"] == "http://127.0.0.1:3333"
    assert client.options(path, headers={"Origin": "http://127.0.0.1:3333"}).status_code == 204


def test_a_page_elsewhere_may_ask_where_the_user_names_it() -> None:
    access = ServiceAccess(PORT, TOKEN, ["https://bench.example"])
    assert access.allows("https://bench.example")
    assert not access.allows("https://other.example")
    assert not access.allows("http://127.0.0.1.evil.example")


def test_a_batch_that_is_too_long_is_refused(client: TestClient) -> None:
    assert client.post(f"{BASE}/reconcile", content=b"queries=" + b"x" * 5_000_000).status_code == 413
    many = json.dumps({f"q{number}": {"query": "x"} for number in range(1001)})
    assert client.post(f"{BASE}/reconcile", data={"queries": many}).status_code == 400


def test_a_token_that_cannot_stand_in_an_address_is_a_wrong_use() -> None:
    config = Config(packs=("cu",), embedding="none")
    with pytest.raises(UsageError, match="--token"):
        serve_reconciliation(load_glossary(config), config, port=0, token="a/b", origins=(), ready=lambda address: None)
