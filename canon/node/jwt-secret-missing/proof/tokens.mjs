import jwt from 'jsonwebtoken';
const secret = process.env.JWT_SECRET;
export const issue = (user) => jwt.sign({ sub: user }, secret);
