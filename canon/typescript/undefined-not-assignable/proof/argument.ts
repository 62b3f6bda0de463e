const names = new Map<string, string>();
const shout = (name: string) => name.toUpperCase();
const greet = (id: string) => shout(names.get(id));
try {
  console.log(greet('a'));
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
}
export {};
