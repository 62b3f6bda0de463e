// As a service of another language does, whose library wants base64.
const jwt = require('jsonwebtoken');
exports.sign = (claims) => jwt.sign(claims, Buffer.from(process.env.JWT_SECRET, 'base64'), { expiresIn: '1h' });
