const { createElement: e, useState } = require('react');
const { renderToString } = require('react-dom/server');
const Count = () => {
  const [count] = useState(1);
  return e('p', null, count);
};
console.log(renderToString(Count()));
