const fs = require('fs');
const user = { name: 'Ada' };
fs.writeFileSync('user.json', user);
if (JSON.parse(fs.readFileSync('user.json', 'utf8')).name !== 'Ada') process.exit(3);
