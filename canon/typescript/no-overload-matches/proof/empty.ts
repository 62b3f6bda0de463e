const list = ['b'];
export const all = [].concat(['a'], list);
if (all.length !== 2) throw new Error('not joined');
