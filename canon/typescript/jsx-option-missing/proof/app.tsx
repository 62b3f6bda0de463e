declare namespace JSX { interface Element { tag: string } interface IntrinsicElements { div: {} } }
declare namespace React { function createElement(tag: string, ...rest: unknown[]): JSX.Element }
const hello = <div>Hello</div>;
