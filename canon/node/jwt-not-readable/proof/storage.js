module.exports = (token) => (process.env.CASE === 'quotes' ? JSON.stringify(token) : token);
