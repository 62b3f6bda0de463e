const jwt = require('jsonwebtoken');
exports.sign = (claims) => jwt.sign(claims, process.env.JWT_SECRET, { expiresIn: '1h' });
