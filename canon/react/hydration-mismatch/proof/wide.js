const { createElement: e, useEffect, useState } = require('react');
exports.App = () => {
  const wide = typeof window !== 'undefined' && window.innerWidth > 600;
  return e('main', {}, wide ? e('nav', {}, 'menu') : null);
};
