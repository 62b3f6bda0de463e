export function firstOf<const T extends readonly unknown[]>(list: T): T[0] {
  return list[0];
}
if (firstOf(['a', 'b']) !== 'a') throw new Error('not the first');
