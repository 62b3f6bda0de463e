require('dotenv').config({ quiet: true });
const fs = require('node:fs');
const jwt = require('jsonwebtoken');
const issuer = require('./issuer');
const token = fs.existsSync('session') ? fs.readFileSync('session', 'utf8').trim() : issuer.sign({ sub: 'anna' });
console.log(jwt.verify(token, 'a-secret', require('./options')).sub);
