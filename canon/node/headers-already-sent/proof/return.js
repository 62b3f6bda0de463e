module.exports = async (request, response) => {
  if (request.url !== '/users/1') {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('not found');
  }
  response.setHeader('content-type', 'application/json');
  response.end('{ "name": "Ada" }');
};
