declare namespace JSX {
  interface IntrinsicElements {
    div: { className: string };
  }
}
const React = { createElement: (tag: string, props: { className: string }) => `<${tag} class="${props.className}">` };
const page = () => <div className="page"></div>;
if (`${page()}` !== '<div class="page">') throw new Error('not rendered');
