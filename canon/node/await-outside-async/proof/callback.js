const { readFile } = require('fs/promises');
function main() {
  ['list.txt'].forEach((file) => {
    const text = await readFile(file, 'utf8');
    console.log(text.trim());
  });
}
main();
