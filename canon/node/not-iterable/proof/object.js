const value = { users: [{ name: 'Ada' }] };
for (const user of value) console.log(user.name.toUpperCase());
