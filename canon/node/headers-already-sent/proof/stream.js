const { Readable } = require('stream');
const failed = (error, response) => {
  response.statusCode = 500;
  response.setHeader('content-type', 'text/plain');
  response.end('failed');
};
module.exports = (request, response) => {
  const rows = Readable.from((async function* () {
    yield 'first row\n';
    await new Promise((resolve) => setTimeout(resolve, 100));
    throw new Error('the database went away');
  })());
  rows.on('error', (error) => failed(error, response));
  rows.pipe(response);
};
