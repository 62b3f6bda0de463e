import React from 'react';
import dom from 'dom';
import Home from './home.cjs';
const e = React.createElement;
const App = () => e('div', null, e(Home));
dom.render(e(App));
