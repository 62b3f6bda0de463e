const list = ['pear'];
list = [...list, 'apple'];
console.log(list.join());
