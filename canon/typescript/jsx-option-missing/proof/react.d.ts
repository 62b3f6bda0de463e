// As much of React's types as one element needs, for the older and for the newer form.
declare namespace JSX { interface Element { tag: string } interface IntrinsicElements { div: {} } }
declare module "react" { export function createElement(tag: string, ...rest: unknown[]): JSX.Element; }
declare module "react/jsx-runtime" { export function jsx(tag: string, rest: {}): JSX.Element; }
