const load = (): unknown => JSON.parse('{ "port": 1 }');
const config = load();
console.log(config.port);
