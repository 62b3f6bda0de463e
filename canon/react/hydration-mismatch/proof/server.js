const { createElement: e } = require('react');
const { renderToString } = require('react-dom/server');
const { App, data } = require('./app.js');
require('fs').writeFileSync('data.json', JSON.stringify(data ? data() : {}));
process.stdout.write(renderToString(e(App, require('./data.json'))));
