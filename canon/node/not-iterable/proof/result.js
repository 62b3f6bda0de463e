function pair(text) {
  text.split(':');
}
const [host, port] = pair('localhost:80');
console.log(host, port);
