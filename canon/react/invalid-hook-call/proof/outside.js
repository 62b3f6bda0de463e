const { createElement: e, useState } = require('react');
const { renderToString } = require('react-dom/server');
const [count] = useState(1);
const Count = () => {
  return e('p', null, count);
};
console.log(renderToString(e(Count)));
