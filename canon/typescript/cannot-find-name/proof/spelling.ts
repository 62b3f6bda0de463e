export function total(n: number) { return n; }
export const t = totl(1);
