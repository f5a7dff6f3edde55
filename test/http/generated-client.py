"""Reads every answer of a service by a client that was generated from its OpenAPI document.

Takes on the standard input {"url", "token", "calls": [{"module", "arguments", "body"?}]}. Says on the standard output what was not read whole.
"""

import importlib
import json
import re
import sys
import typing
from datetime import date

from ytterby_client import AuthenticatedClient, Client



def typed(value):
    """Days are days in the client."""
    return date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else value


work = json.load(sys.stdin)
anybody = Client(base_url=work["url"], raise_on_unexpected_status=True)
somebody = AuthenticatedClient(base_url=work["url"], token=work["token"], raise_on_unexpected_status=True)

faults = []
for call in work["calls"]:
    name = "ytterby_client.api." + call["module"]
    arguments = {key: typed(value) for key, value in call["arguments"].items()}
    operation = importlib.import_module(name)
    if "body" in call:
        body = typing.get_type_hints(operation.sync_detailed)["body"]
        arguments["body"] = body.from_dict(call["body"])
    for client in (anybody, somebody):
        try:
            answer = operation.sync_detailed(client=client, **arguments)
            if int(answer.status_code) not in (200, 401):
                faults.append(f"{name} {call['arguments']}: {answer.status_code} {answer.content[:300]}")
            elif answer.parsed.to_dict() != json.loads(answer.content):
                faults.append(f"{name} {call['arguments']}: what was read is not what was answered")
        except Exception as error:
            faults.append(f"{name} {call['arguments']}: {type(error).__name__}: {error}")
json.dump({"read": 2 * len(work["calls"]), "faults": faults}, sys.stdout)
