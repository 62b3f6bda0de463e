import { JSDOM } from 'jsdom';
import { createSSRApp, nextTick } from 'vue';
import { renderToString } from 'vue/server-renderer';
import App from './app.mjs';
const apps = () => createSSRApp(App);
const page = await renderToString(apps());
// between
const { window } = new JSDOM(`<div id="app">${page}</div>`);
Object.assign(globalThis, { window, document: window.document });
for (const name of ['Node', 'Element', 'HTMLElement', 'SVGElement', 'MathMLElement']) globalThis[name] = window[name];
apps().mount('#app');
await nextTick();
console.log(document.querySelector('#app').innerHTML);
