const sum = (list) => list[0] + sum(list.slice(1));
console.log(sum([1, 2, 3]));
