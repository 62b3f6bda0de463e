// The official TypeScript SDK, versions 1 and 2: node typescript.mjs 1|2 http URL | stdio COMMAND ARGUMENT...
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { steps } from './steps.mjs';

// Packages lie where the test script put them, not beside this file.
const require = createRequire(pathToFileURL(`${process.env.CLIENTS}/package.json`));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const [version, way, target, ...rest] = process.argv.slice(2);
const names = version === '1'
  ? ['@modelcontextprotocol/sdk/client/index.js', '@modelcontextprotocol/sdk/client/stdio.js', '@modelcontextprotocol/sdk/client/streamableHttp.js']
  : ['@modelcontextprotocol/client', '@modelcontextprotocol/client/stdio', '@modelcontextprotocol/client'];
const [{ Client }, { StdioClientTransport }, { StreamableHTTPClientTransport }] = await Promise.all(names.map(load));
const options = version === '1' ? {} : { versionNegotiation: { mode: 'auto' } };
const client = new Client({ name: 'test', version: '0' }, options);
const transport = way === 'http'
  ? new StreamableHTTPClientTransport(new URL(target))
  : new StdioClientTransport({ command: target, args: rest, env: process.env });
await client.connect(transport);
await steps(client, () => client.getNegotiatedProtocolVersion?.() ?? transport.protocolVersion ?? null);
