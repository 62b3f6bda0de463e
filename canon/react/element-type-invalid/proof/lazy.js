const React = require('react');
const e = React.createElement;
const { render } = require('dom');
const Page = React.lazy(() => import('./page.mjs'));
render(e(React.Suspense, { fallback: null }, e(Page)));
