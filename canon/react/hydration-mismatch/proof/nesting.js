const { createElement: e } = require('react');
exports.App = () => e('main', {}, e('p', {}, 'before', e('div', {}, 'inside')));
