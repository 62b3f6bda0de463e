const fs = require('fs');

async function main() {
  const text = await fs.readFile('main.js', 'utf8');
  if (!text.length) process.exit(3);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
