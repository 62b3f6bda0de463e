const { Fragment, createElement: e } = require('react');
const { render } = require('dom');
const List = ({ items }) => e('dl', null, items.map((item, index) => e(Fragment, null, e('dt', null, item.name), e('dd', null, item.price))));
render(e(List, { items: [{ id: 1, name: 'apple', price: 2 }, { id: 2, name: 'pear', price: 3 }] }));
