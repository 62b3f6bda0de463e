const React = require('react');
const e = React.createElement;
const { render, click } = require('dom');
let Count = () => {
  const [count, setCount] = React.useState(0);
  return e('button', { onClick: setCount(count + 1) }, count);
};
render(e(Count));
setTimeout(click, 200);
