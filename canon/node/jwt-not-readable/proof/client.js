module.exports = (token) => `Bearer ${token}`;
