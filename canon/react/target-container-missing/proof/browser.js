// A browser in little: jsdom loads index.html, and its script app.js stands for main.ts. It fails if the page stays empty.
const { JSDOM, VirtualConsole } = require('jsdom');
const path = require('path');
const React = require('react');
exports.App = React.createElement('p', null, 'hello');
exports.createRoot = (place) => {
  const old = React.version.startsWith('17');
  const client = require(old ? 'react-dom' : 'react-dom/client');
  return old ? { render: (element) => client.render(element, place) } : client.createRoot(place);
};
if (require.main === module) {
  require('fs').writeFileSync('app.js', 'start();');
  const virtualConsole = new VirtualConsole();
  virtualConsole.on('jsdomError', (error) => {
    console.error(error.detail ?? error);
    process.exitCode = 1;
  });
  JSDOM.fromFile('index.html', {
    runScripts: 'dangerously',
    resources: 'usable',
    pretendToBeVisual: true,
    virtualConsole,
    beforeParse(window) {
      Object.assign(globalThis, { window, document: window.document });
      window.start = () => require(path.resolve('main.ts'));
    },
  }).then(({ window }) =>
    setTimeout(() => process.exit(window.document.querySelector('p')?.textContent === 'hello' ? process.exitCode : 1), 300),
  );
}
