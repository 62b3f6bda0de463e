// What every JavaScript client does with a server; prints what it saw as one line of JSON.
export async function steps(client, protocol) {
  const call = (name, args) => client.callTool({ name, arguments: args });
  const tools = (await client.listTools()).tools;
  const explained = await call('explain', { text: 'error: src refspec main does not match any' });
  const planned = await call('check_approach', { failure: 'git/src-refspec-does-not-match', approach: 'git push --force' });
  const wrong = await call('get_failure', { id: 'no/such-failure' });
  const mistyped = await call('explain', { text: 5 });
  let unknown;
  try { unknown = (await call('no_such_tool', {})).isError; } catch (error) { unknown = error.code; }
  const uris = [];
  for (let cursor; ;) {
    const page = await client.listResources(cursor ? { cursor } : {});
    uris.push(...page.resources.map((resource) => resource.uri));
    cursor = page.nextCursor;
    if (!cursor) break;
  }
  const markdown = await client.readResource({ uri: 'unstuck://errors/git/src-refspec-does-not-match' });
  const json = await client.readResource({ uri: 'unstuck://errors/git/src-refspec-does-not-match.json' });
  const templates = (await client.listResourceTemplates()).resourceTemplates;
  const prompts = (await client.listPrompts()).prompts;
  const prompt = await client.getPrompt({ name: 'unstick', arguments: { error: 'error: src refspec main does not match any' } });
  const seen = {
    server: client.getServerVersion()?.name,
    protocol: protocol(),
    tools: tools.map((tool) => tool.name),
    schemas: tools.every((tool) => tool.outputSchema && tool.inputSchema),
    failure: explained.structuredContent.diagnoses[0].id,
    text: explained.content[0].text.split('\n')[2],
    known: planned.structuredContent.known,
    wrong: wrong.isError,
    mistyped: mistyped.isError,
    unknown,
    resources: new Set(uris).size,
    markdown: markdown.contents[0].text.split('\n')[0],
    json: JSON.parse(json.contents[0].text).schema,
    templates: templates.length,
    prompts: prompts.map((own) => own.name),
    prompt: prompt.messages.length,
  };
  console.log(JSON.stringify(seen));
  await client.close();
}
