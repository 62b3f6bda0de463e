const fs = require('node:fs');
const jwt = require('jsonwebtoken');
const issuer = require('./issuer');
require('dotenv').config({ quiet: true });
if (!fs.existsSync('session')) fs.writeFileSync('session', issuer.sign({ sub: 'anna' }));
const token = fs.readFileSync('session', 'utf8').trim();
const secret = process.env.JWT_SECRET;
console.log(jwt.verify(token, secret, require('./options')).sub);
