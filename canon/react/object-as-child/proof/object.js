const React = require('react');
const e = React.createElement;
const { renderToString } = require('react-dom/server');
const user = { name: 'Ada', born: 1815 };
const User = () => e('p', null, user);
console.log(renderToString(e(User)));
