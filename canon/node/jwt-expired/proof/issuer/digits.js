const jwt = require('jsonwebtoken');
exports.sign = (claims) => jwt.sign(claims, 'a-secret', { expiresIn: process.env.JWT_EXPIRES_IN });
