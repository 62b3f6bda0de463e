const path = require('path');
const folder = process.env.DATA_FOLDER;
const file = path.join(folder, 'users.json');
if (!file.endsWith('/users.json') || file.includes('undefined')) process.exit(3);
