const { createServer, get } = require('http');
const answer = require('./answer.js');
process.on('unhandledRejection', (error) => {
  throw error;
});
const server = createServer(answer).listen(8080, '127.0.0.1', () => {
  const request = get('http://127.0.0.1:8080/other', (response) => {
    console.log(response.statusCode);
    response.on('error', () => {}).resume();
  });
  request.on('error', () => {});
  setTimeout(() => process.exit(0), 600);
});
