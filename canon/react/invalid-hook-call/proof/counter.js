const { createElement: e, useState } = require('react');
exports.Count = () => {
  const [count] = useState(1);
  return e('p', null, count);
};
