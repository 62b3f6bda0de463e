// The dev server, and a request as a reverse proxy passes it on.
import http from 'node:http';
import { createServer } from 'vite';
const server = await (await createServer({ server: { port: 5173 }, cacheDir: '/tmp/vite' })).listen();
http.get({ port: 5173, host: 'localhost', headers: { host: 'app.example.org' } }, (answer) => {
  answer.on('data', (part) => process.stdout.write(part));
  answer.on('end', () => process.exit(answer.statusCode === 200 ? 0 : 1));
});
