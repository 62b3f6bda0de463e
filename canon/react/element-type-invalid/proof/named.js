const React = require('react');
const e = React.createElement;
const { render } = require('dom');
// import { Home } from './home'
const { Home } = require('./home.cjs');
const App = () => e('div', null, e(Home));
render(e(App));
