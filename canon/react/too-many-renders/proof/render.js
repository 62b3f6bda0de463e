const React = require('react');
const e = React.createElement;
const { render } = require('dom');
let Total = ({ prices }) => {
  const [total, setTotal] = React.useState(0);
  setTotal(total + prices.length);
  return e('p', null, total);
};
render(e(Total, { prices: [1, 2] }));
