const { createElement: e, useEffect, useState } = require('react');
exports.App = ({ now }) => {
  const time = new Date().toISOString();
  return e('main', {}, e('p', {}, time));
};
