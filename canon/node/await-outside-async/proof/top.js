const { readFile } = require('fs/promises');
const text = await readFile('list.txt', 'utf8');
console.log(text.trim());
