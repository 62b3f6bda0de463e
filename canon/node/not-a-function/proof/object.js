const response = { users: [{ name: 'Ada' }] };
const names = response.map((user) => user.name);
console.log(names.join().toUpperCase());
