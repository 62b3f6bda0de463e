"""The official Python SDK: python.py legacy|auto http URL | stdio COMMAND ARGUMENT..."""
import asyncio
import json
import os
import sys

from mcp import Client, MCPError, StdioServerParameters, stdio_client

ERROR = "error: src refspec main does not match any"


async def main(mode, way, target, *rest):
    server = target if way == "http" else stdio_client(StdioServerParameters(command=target, args=list(rest), env=dict(os.environ)))
    async with Client(server, mode=mode) as client:
        tools = (await client.list_tools()).tools
        explained = await client.call_tool("explain", {"text": ERROR})
        planned = await client.call_tool("check_approach", {"failure": "git/src-refspec-does-not-match", "approach": "git push --force"})
        wrong = await client.call_tool("get_failure", {"id": "no/such-failure"})
        mistyped = await client.call_tool("explain", {"text": 5})
        try:
            unknown = (await client.call_tool("no_such_tool", {})).is_error
        except MCPError as error:
            unknown = error.error.code
        uris, cursor = set(), None
        while True:
            page = await client.list_resources(cursor=cursor)
            uris.update(str(resource.uri) for resource in page.resources)
            cursor = page.next_cursor
            if not cursor:
                break
        markdown = await client.read_resource("unstuck://errors/git/src-refspec-does-not-match")
        as_json = await client.read_resource("unstuck://errors/git/src-refspec-does-not-match.json")
        prompt = await client.get_prompt("unstick", {"error": ERROR})
        seen = {
            "server": client.server_info.name,
            "protocol": client.protocol_version,
            "tools": [tool.name for tool in tools],
            "schemas": all(tool.output_schema and tool.input_schema for tool in tools),
            "failure": explained.structured_content["diagnoses"][0]["id"],
            "text": explained.content[0].text.split("\n")[2],
            "known": planned.structured_content["known"],
            "wrong": wrong.is_error,
            "mistyped": mistyped.is_error,
            "unknown": unknown,
            "resources": len(uris),
            "markdown": markdown.contents[0].text.split("\n")[0],
            "json": json.loads(as_json.contents[0].text)["schema"],
            "templates": len((await client.list_resource_templates()).resource_templates),
            "prompts": [own.name for own in (await client.list_prompts()).prompts],
            "prompt": len(prompt.messages),
        }
    print(json.dumps(seen))


asyncio.run(main(*sys.argv[1:]))
