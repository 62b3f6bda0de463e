const React = require('react');
const e = React.createElement;
const { render } = require('dom');
const Home = e('p', null, 'hello');
const App = () => e('div', null, e(Home));
render(e(App));
