const React = require('react');
const e = React.createElement;
const { render } = require('dom');
const day = new Date(0);
const Day = () => e('p', null, day);
render(e(Day));
