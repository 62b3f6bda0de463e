const server = require("net").createServer();
server.listen(Number(process.argv[2]), "127.0.0.1", () => {
  if (process.argv[3] === "start") server.close();
});
