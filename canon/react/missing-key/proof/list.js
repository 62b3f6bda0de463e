const { createElement: e } = require('react');
const { render } = require('dom');
const Item = ({ item }) => e('li', null, item.name);
const List = ({ items }) => e('ul', null, items.map((item, index) => e(Item, { item })));
render(e(List, { items: [{ id: 1, name: 'apple' }, { id: 2, name: 'pear' }] }));
