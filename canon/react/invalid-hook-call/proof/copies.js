const { createElement: e } = require('react');
const { renderToString } = require('react-dom/server');
const { Count } = require('./counter');
console.log(renderToString(e(Count)));
