const names = new Map([['a', { text: 'Ada' }]]);
let user = names.get('a');
if (!user) throw new RangeError('nobody');
setTimeout(() => console.log(user.text.length));
user = names.get('b');
