export const hello = <div>Hello</div>;
