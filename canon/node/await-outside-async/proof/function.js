const { readFile } = require('fs/promises');
function load() {
  const text = await readFile('list.txt', 'utf8');
  console.log(text.trim());
}
load();
