const jwt = require('jsonwebtoken');
exports.sign = (claims) => jwt.sign({ ...claims, exp: 60 * 60 }, 'a-secret');
