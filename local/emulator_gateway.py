"""
Adds PutRestApi (`PUT /restapis/{id}?mode=overwrite`) to MiniStack, which imports an OpenAPI document only from a CloudFormation
template. Its importer does the paths, the authorizers and the security of the operations. This module adds what that importer leaves
out: operation names, path parameters, the credentials and all other settings of integrations, gateway responses, binary media types,
the size from which responses are compressed.

An import replaces the whole API or, if it fails, changes nothing. Mode `merge` and YAML are refused, although AWS takes them.
"""

import copy
import json
import re

from ministack.services import apigateway_v1 as gateway

# What belongs to the definition of an API, by the API's id. Stages and deployments stay.
DEFINITION_STORES = (
    gateway._resources,
    gateway._authorizers_v1,
    gateway._gateway_responses,
    gateway._models,
    gateway._documentation_parts,
    gateway._request_validators,
)
PATH_ITEM_FIELDS = {"parameters", "summary", "description", "servers"}
AUTHORIZER_TYPES = {"cognito_user_pools", "token", "request"}
INTEGRATION_TYPES = {"aws", "aws_proxy", "http", "http_proxy", "mock"}
REQUEST_LOCATIONS = {"path": "path", "query": "querystring", "header": "header"}
# Only where a document says so; MiniStack has defaults for the rest.
INTEGRATION_FIELDS = (
    "uri",
    "connectionType",
    "credentials",
    "requestParameters",
    "requestTemplates",
    "timeoutInMillis",
    "cacheKeyParameters",
)


class InvalidDefinition(Exception):
    """The document cannot be imported."""


def put_rest_api(api_id, query, body):
    """Replaces the definition of an API by that of an OpenAPI document."""
    api = gateway._rest_apis.get(api_id)
    if api is None:
        return gateway._v1_error("NotFoundException", "Invalid API identifier specified", 404)
    kept = [(store, copy.deepcopy(store.get(api_id))) for store in DEFINITION_STORES]
    try:
        if gateway._qp(query, "mode", "merge") != "overwrite":
            raise InvalidDefinition("The emulator imports with mode=overwrite only.")
        document = parsed(body)
        check(document)
        replace(api_id, document)
    except InvalidDefinition as error:
        for store, definition in kept:
            if definition is None:
                store.pop(api_id, None)
            else:
                store[api_id] = definition
        return gateway._v1_error("BadRequestException", str(error), 400)
    info = document["info"]
    api["name"] = info["title"]
    api["description"] = info.get("description", "")
    api["version"] = info["version"]
    api["binaryMediaTypes"] = list(document.get("x-amazon-apigateway-binary-media-types", []))
    api["minimumCompressionSize"] = document.get("x-amazon-apigateway-minimum-compression-size")
    return gateway._v1_response(gateway._rest_api_view(api))


def parsed(body):
    try:
        return json.loads(body)
    except (TypeError, ValueError) as error:
        raise InvalidDefinition(f"Invalid OpenAPI input: the body is not JSON ({error}).") from error


def check(document):
    """Refuses what the importer would leave out in silence, above all what would leave a route open."""
    need(isinstance(document, dict), "the document is not an object")
    version = str(document.get("openapi", document.get("swagger", "")))
    need(re.fullmatch(r"3\.0\.\d+|2\.0", version), f"version {version or 'unknown'} is neither OpenAPI 3.0 nor Swagger 2.0")
    info = document.get("info")
    need(isinstance(info, dict) and "title" in info and "version" in info, "info must have a title and a version")
    schemes = gateway._security_schemes(document)
    for name, scheme in schemes.items():
        need(isinstance(scheme, dict), f"the security scheme {name} is not an object")
        authorizer = scheme.get("x-amazon-apigateway-authorizer")
        need(
            authorizer is None or authorizer.get("type") in AUTHORIZER_TYPES,
            f"the authorizer {name} must have one of the types {', '.join(sorted(AUTHORIZER_TYPES))}",
        )
    paths = document.get("paths")
    need(isinstance(paths, dict), "paths must be an object")
    for path, item in paths.items():
        need(path.startswith("/") and isinstance(item, dict), f"{path}: a path begins with a slash and holds an object")
        for key, operation in item.items():
            if key in gateway._OPENAPI_HTTP_METHODS:
                check_operation(f"{key.upper()} {path}", operation, schemes)
            else:
                need(key in PATH_ITEM_FIELDS, f"{path}: {key} is not a method that the emulator imports")


def check_operation(route, operation, schemes):
    need(isinstance(operation, dict), f"{route}: the operation is not an object")
    security = operation.get("security", [])
    need(isinstance(security, list), f"{route}: security is not a list")
    for requirement in security:
        need(isinstance(requirement, dict), f"{route}: a security requirement is not an object")
        for name, scopes in requirement.items():
            need(name in schemes, f"{route}: there is no security scheme {name}")
            need(isinstance(scopes, list), f"{route}: the scopes of {name} are not a list")
    integration = operation.get("x-amazon-apigateway-integration")
    if integration is not None:
        kind = integration.get("type") if isinstance(integration, dict) else None
        need(str(kind).lower() in INTEGRATION_TYPES, f"{route}: the integration has no known type")


def need(condition, problem):
    if not condition:
        raise InvalidDefinition(f"Invalid OpenAPI input: {problem}.")


def replace(api_id, document):
    root = next(resource for resource in gateway._resources[api_id].values() if resource["path"] == "/")
    gateway._resources[api_id] = {root["id"]: {**root, "resourceMethods": {}}}
    for store in DEFINITION_STORES[1:]:
        store[api_id] = {}
    schemes = gateway._import_security_schemes(api_id, document)
    for path, item in document["paths"].items():
        gateway._import_path_item(api_id, path, item, schemes)
    for kind, response in document.get("x-amazon-apigateway-gateway-responses", {}).items():
        status, _, body = gateway._put_gateway_response(api_id, kind, response)
        need(status < 400, f"the gateway response {kind} is refused ({body.decode()})")


def import_operation(api_id, resource_id, http_method, operation, schemes=None, _root_security=None):
    """In place of MiniStack's. Security at the root of a document counts for nothing, as in API Gateway."""
    gateway._put_method(
        api_id,
        resource_id,
        http_method,
        {
            **gateway._method_security(operation.get("security"), schemes or {}),
            "operationName": operation.get("operationId", ""),
            "requestParameters": request_parameters(operation.get("parameters", [])),
        },
    )
    for status in operation.get("responses", {}):
        if status.isdigit():
            gateway._put_method_response(api_id, resource_id, http_method, status, {})
    integration = operation.get("x-amazon-apigateway-integration")
    if integration is None:
        return
    settings = {name: integration[name] for name in INTEGRATION_FIELDS if name in integration}
    for name in ("type", "passthroughBehavior", "contentHandling"):
        if name in integration:
            settings[name] = integration[name].upper()
    settings["httpMethod"] = integration.get("httpMethod")
    gateway._put_integration(api_id, resource_id, http_method, settings)
    for pattern, response in integration.get("responses", {}).items():
        selection = {} if pattern == "default" else {"selectionPattern": pattern}
        status = str(response.get("statusCode", 200))
        gateway._put_integration_response(api_id, resource_id, http_method, status, {**response, **selection})


def request_parameters(parameters):
    return {
        f"method.request.{REQUEST_LOCATIONS[parameter['in']]}.{parameter['name']}": bool(parameter.get("required"))
        for parameter in parameters
        if parameter.get("in") in REQUEST_LOCATIONS
    }


def update_rest_api(api_id, data):
    """In place of MiniStack's, which makes an object of the list of binary media types."""
    api = gateway._rest_apis.get(api_id)
    operations = data.get("patchOperations", [])
    prefix = "/binaryMediaTypes/"
    for operation in operations if api is not None else []:
        if not operation["path"].startswith(prefix):
            continue
        media_type = operation["path"][len(prefix) :].replace("~1", "/").replace("~0", "~")
        others = [each for each in api["binaryMediaTypes"] if each != media_type]
        api["binaryMediaTypes"] = others if operation["op"] == "remove" else [*others, media_type]
    rest = [operation for operation in operations if not operation["path"].startswith(prefix)]
    return update_known_rest_api(api_id, {**data, "patchOperations": rest})


update_known_rest_api = gateway._update_rest_api
handle_known_request = gateway.handle_request


async def handle_request(method, path, headers, body, query):
    parts = [part for part in path.split("/") if part]
    if method == "PUT" and len(parts) == 2 and parts[0] == "restapis":
        return put_rest_api(parts[1], query, body)
    return await handle_known_request(method, path, headers, body, query)


def install():
    """Makes the running MiniStack take PutRestApi."""
    gateway._import_operation = import_operation
    gateway._update_rest_api = update_rest_api
    gateway.handle_request = handle_request
