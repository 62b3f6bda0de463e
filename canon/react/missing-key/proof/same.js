const { createElement: e } = require('react');
const { render } = require('dom');
const List = ({ items }) => e('ul', null, items.map((item, index) => e('li', { key: item.name }, item.name)));
render(e(List, { items: [{ id: 1, name: 'apple' }, { id: 2, name: 'apple' }] }));
