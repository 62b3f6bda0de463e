const fs = require('node:fs');
const jwt = require('jsonwebtoken');
const text = (name, otherwise) => (fs.existsSync(name) ? fs.readFileSync(name, 'utf8').trim() : otherwise);
const secret = text('secret', 'a-secret');
const signed = jwt.sign({ sub: 'anna' }, secret);
const kept = process.env.CASE === 'null' ? null : require('./storage')(signed);
const header = require('./client')(kept);
if (header === undefined) {
  console.log('401, please sign in');
} else {
  const options = fs.existsSync('algorithm') ? { algorithms: [text('algorithm')] } : {};
  console.log(jwt.verify(require('./read')(header), secret, options).sub);
}
