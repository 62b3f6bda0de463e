const fs = require('node:fs');
const app = require('express')();
const answer = (request, response) => response.send('answered');
new Function('app', 'answer', fs.readFileSync('path.js', 'utf8'))(app, answer);
const server = app.listen(0, '127.0.0.1', async () => {
  const response = await fetch(`http://127.0.0.1:${server.address().port}${process.env.GET}`);
  console.log(response.status, await response.text());
  process.exit(response.ok ? 0 : 1);
});
