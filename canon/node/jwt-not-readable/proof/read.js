module.exports = (header) => (process.env.CASE === 'bearer' ? header : header.split(' ')[1]);
