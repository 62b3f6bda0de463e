const unique = [...new Set([1, 1, 2])];
console.log(unique.length);
