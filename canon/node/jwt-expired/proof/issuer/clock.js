// A machine whose clock is eighty seconds behind signs for a minute.
const jwt = require('jsonwebtoken');
const now = () => Math.floor(Date.now() / 1000) - 80;
exports.sign = (claims) => jwt.sign({ ...claims, iat: now() }, 'a-secret', { expiresIn: 60 });
