const React = require('react');
const e = React.createElement;
// Loaded once before, so that a slow machine does not end the page before React has it.
import("./page.mjs").then(() => {
  const { render } = require('dom');
  process.on('exit', () => {
    if (!document.querySelector('p')) process.exitCode ||= 1;
  });
  const Page = React.lazy(() => import('./page.mjs'));
  render(e(React.Suspense, { fallback: null }, e(Page)));
});
