const React = require('react');
const e = React.createElement;
const { render } = require('dom');
const icons = require('./icons.cjs');
const App = () => e('div', null, e(icons.Home));
render(e(App));
