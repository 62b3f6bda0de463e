const greet = require('./esm.mjs');
console.log(greet('Ada'));
