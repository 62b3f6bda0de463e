const jwt = require('jsonwebtoken');
const secret = process.env.JWT_SECRET || 'for-development';
exports.sign = (claims) => jwt.sign(claims, secret, { expiresIn: '1h' });
