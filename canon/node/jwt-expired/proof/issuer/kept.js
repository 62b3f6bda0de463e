const jwt = require('jsonwebtoken');
exports.sign = (claims) => jwt.sign(claims, 'a-secret', { expiresIn: '15m' });
