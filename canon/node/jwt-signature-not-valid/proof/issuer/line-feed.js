const fs = require('node:fs');
const jwt = require('jsonwebtoken');
const secret = fs.readFileSync('secret-file', 'utf8');
exports.sign = (claims) => jwt.sign(claims, secret, { expiresIn: '1h' });
