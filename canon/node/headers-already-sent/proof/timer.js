module.exports = (request, response) => {
  const late = setTimeout(() => {
    response.writeHead(503);
    response.end('too late');
  }, 100);
  setTimeout(() => {
    response.setHeader('content-type', 'application/json');
    response.end('{ "name": "Ada" }');
  }, 200);
};
