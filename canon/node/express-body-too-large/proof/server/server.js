// A server, and a client that sends it 200 kB.
const express = require('express');
const app = express();
require('./parsers')(app, express);
app.post('/', (request, response) => response.send(`${request.body.text.length} characters`));
const server = app.listen(0, '127.0.0.1', async () => {
  const text = 'x'.repeat(200000);
  const form = process.env.CASE === 'form';
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/`, {
    method: 'POST',
    headers: { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' },
    body: form ? `text=${text}` : JSON.stringify({ text }),
  });
  console.log(answer.status, (await answer.text()).slice(0, 40));
  process.exit(answer.ok ? 0 : 1);
});
