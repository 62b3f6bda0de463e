const list = new Array(300000).fill(1);
const all = [];
all.push(...list);
console.log(all.length);
