const { createServer, get } = require('http');
createServer((value, response) => {
  console.log(JSON.stringify(value));
  response.end();
  process.exit(0);
}).listen(8080, '127.0.0.1', () => get('http://127.0.0.1:8080/'));
