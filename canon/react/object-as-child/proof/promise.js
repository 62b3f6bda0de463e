const React = require('react');
const e = React.createElement;
const { render } = require('dom');
const load = async () => ({ name: 'Ada' });
const User = () => e('p', null, load().then((user) => user.name));
render(e(User));
