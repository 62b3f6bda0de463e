const { total } = require('./total.js');
exports.price = () => 2;
console.log(total().toFixed(2));
