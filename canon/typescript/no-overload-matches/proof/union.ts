function twice(value: string): string;
function twice(value: number): number;
function twice(value: string | number): string | number {
  return typeof value === 'string' ? value + value : value * 2;
}
export function show(value: string | number) {
  return twice(value);
}
if (show(2) !== 4) throw new Error('not doubled');
