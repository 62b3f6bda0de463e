const { readFileSync } = require('fs');
const { createElement: e } = require('react');
const { hydrate } = require('dom');
const { App } = require('./app.js');
hydrate(e(App, require('./data.json')), readFileSync('page.html', 'utf8'));
